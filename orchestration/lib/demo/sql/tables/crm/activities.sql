-- What the sales team did: a mail or a call now and then, in projects also meetings, demos, visits.
with

counted as (

    select
        spells.account_no,
        spells.spell,
        spells.kind,
        spells.starts_on,
        spells.days,
        spells.contacts,
        unnest(range(whole(
            0.2 * spells.weight,
            draw('activities', spells.account_no || spells.spell)
        ))) as activity_no
    from spells
    where kind in ('background', 'project') and is_known

),

drawn as (

    select
        *,
        bits('activity', account_no || spell || '-' || activity_no) as dice
    from counted

),

dated as (

    select
        *,
        weekday(day_of_spell(kind, starts_on, days, slice(dice, 0))) as occurred_on
    from drawn

)

select
    'ACT-' || dated.account_no || '-' || spell || '-' || activity_no as activity_id,
    if(slice(dice, 1) < 0.02, null, account_key(dated.account_no)) as account_id,
    if(
        slice(dice, 1) < 0.65,
        contact_key(dated.account_no, 1 + floor(slice(dice, 2) * dated.contacts)::bigint), null
    ) as contact_id,
    case
        when dated.kind = 'background' then pick(
            [
                'email', 'email', 'email', 'email', 'email', 'email', 'call', 'call', 'call',
                'meeting',
            ],
            slice(dice, 3)
        )
        else pick(
            [
                'email', 'email', 'email', 'email', 'email', 'call', 'call', 'call', 'meeting',
                'Meeting', 'demo', 'visit',
            ],
            slice(dice, 3)
        )
    end as activity_type,
    at_work(occurred_on, slice(dice, 4)) as occurred_at,
    owner_key(companies.owner_no) as owner_id,
    slice(dice, 1) * 4 % 1 < 0.7 as is_outbound,
from dated
inner join companies on dated.account_no = companies.account_no
where in_window(occurred_on) and is_awake(occurred_on, slice(dice, 5))
order by activity_id
