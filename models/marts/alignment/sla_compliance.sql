with

clocks as (select * from {{ ref('int_sla_clocks') }}),

touches as (select * from {{ ref('int_account_touches') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

answered as (

    select
        clocks.account_id,
        clocks.sla,
        clocks.event_on,
        min(touches.touched_at) as met_at

    from clocks
    inner join touches
        on
            clocks.account_id = touches.account_id
            and clocks.started_at <= touches.touched_at
            and (clocks.required_role is null or clocks.required_role = touches.owner_role)
    group by clocks.account_id, clocks.sla, clocks.event_on

),

judged as (

    select
        clocks.account_id,
        clocks.sla,
        clocks.event_on,
        answered.met_at,
        case
            when answered.met_at <= clocks.due_at then 'met'
            when answered.met_at is not null then 'met_late'
            when clocks.due_at < {{ minutes_after_midnight(as_of(), 1440) }} then 'missed'
            else 'open'
        end as status

    from clocks
    left join answered
        on
            clocks.account_id = answered.account_id
            and clocks.sla = answered.sla
            and clocks.event_on = answered.event_on

),

final as (

    select
        clocks.account_id,
        clocks.sla,
        clocks.event,
        clocks.tier,
        clocks.required_role,
        accounts.team,
        case when lower({{ setting('sla_by_owner') }}) = 'true' then accounts.owner_id end
            as owner,
        clocks.calendar,
        judged.status,
        judged.status in ('met_late', 'missed') as breached,
        clocks.is_tier_assumed,
        clocks.event_on,
        clocks.started_at,
        clocks.due_at,
        judged.met_at,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from clocks
    inner join judged
        on
            clocks.account_id = judged.account_id
            and clocks.sla = judged.sla
            and clocks.event_on = judged.event_on
    inner join accounts on clocks.account_id = accounts.account_id

)

select * from final
