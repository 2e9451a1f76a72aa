{#- What nobody can tell is neither kept nor broken: activities that did not land, a role that
    nobody has, an answer in time by somebody whose role is not known. -#}
with

clocks as (select * from {{ ref('int_sla_clocks') }}),

touches as (select * from {{ ref('int_account_touches') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

roles_unheld as (select * from {{ ref('int_roles_unheld') }}),

-- a touch of which only the day is known was then at any time that answers
candidates as (

    select
        clocks.account_id,
        clocks.sla,
        clocks.event_on,
        clocks.required_role,
        touches.owner_role,
        greatest(clocks.started_at, touches.touched_at) as touched_at

    from clocks
    inner join touches
        on
            clocks.account_id = touches.account_id
            and (
                clocks.started_at <= touches.touched_at
                or (
                    touches.is_day_only
                    and touches.touched_on = {{ utc_date('clocks.started_at') }}
                )
            )

),

answered as (

    select
        account_id,
        sla,
        event_on,
        min(case when required_role is null or required_role = owner_role then touched_at end)
            as met_at,
        min(case when owner_role is null then touched_at end) as touched_by_unknown_at

    from candidates
    group by account_id, sla, event_on

),

judged as (

    select
        clocks.account_id,
        clocks.sla,
        clocks.event_on,
        answered.met_at,
        case
            when answered.met_at <= clocks.due_at then 'met'
            when
                not coalesce({{ is_landed('crm/activities') }}, false)
                or roles_unheld.role is not null
                or answered.touched_by_unknown_at <= clocks.due_at
                then 'unknown'
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
    left join roles_unheld on clocks.required_role = roles_unheld.role

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
        case when judged.status <> 'unknown' then judged.status in ('met_late', 'missed') end
            as breached,
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
