-- What the sales team did: a mail or a call now and then, in projects also meetings, demos, visits.
-- Streams in the order of the spells: no sort.
with

counted as (

    select
        account_no,
        spell,
        kind,
        starts_on,
        days,
        contacts,
        owner_no,
        unnest(range(whole(
            if(kind = 'project', 0.2, 0.1) * weight,
            draw('activities', account_no || spell)
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
    'ACT-' || account_no || '-' || spell || '-' || activity_no as activity_id,
    if(slice(dice, 1) < 0.02, null, account_key(account_no)) as account_id,
    if(
        slice(dice, 1) < 0.65,
        contact_key(account_no, some_contact(contacts, slice(dice, 2))), null
    ) as contact_id,
    case
        when kind = 'background' then pick(
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
    owner_key(owner_no) as owner_id,
    slice(dice, 1) * 4 % 1 < 0.7 as is_outbound,
from dated
where in_window(occurred_on) and is_awake(occurred_on, slice(dice, 5))
