{#- The event that completes `min_count` events is the one whose (min_count - 1)th predecessor
    of the same type is at most `within_days` older; a row of int_signals_unioned is one event,
    however strong. -#}
with

signals as (select * from {{ ref('int_signals_unioned') }}),

rules as (select * from {{ ref('trigger_rules') }}),

event_types as (

    select distinct lower(trim(event_type)) as event_type

    from rules

),

numbered as (

    select
        signals.account_id,
        signals.signal_type,
        signals.event_name,
        signals.occurred_on,
        row_number() over (
            partition by signals.account_id, signals.signal_type
            order by signals.occurred_on asc, signals.event_name asc nulls last
        ) as event_number

    from signals
    inner join event_types on signals.signal_type = event_types.event_type

),

final as (

    select
        events.account_id,
        lower(trim(rules.event_type)) as event_type,
        events.event_name,
        rules.promote_to_tier,
        rules.duration_days,
        rules.min_icp_fit,
        rules.max_seats,
        events.event_number,
        events.occurred_on as event_on

    from numbered as events
    inner join rules on events.signal_type = lower(trim(rules.event_type))
    inner join numbered as predecessors
        on
            events.account_id = predecessors.account_id
            and events.signal_type = predecessors.signal_type
            and predecessors.event_number = events.event_number - coalesce(rules.min_count, 1) + 1
    where
        rules.within_days is null
        or {{ days_between('predecessors.occurred_on', 'events.occurred_on') }} <= rules.within_days

)

select * from final
