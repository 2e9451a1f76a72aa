{#- The one look at the events for outcomes: who was active with us, and whom we met. A meeting
    counts whether or not the CRM says with whom. -#}
with

signals as (select * from {{ ref('int_signals_attached') }}),

signal_types as (select * from {{ ref('signal_types') }}),

meeting_types as (select * from {{ ref('meeting_types') }}),

engaging as (

    select lower(trim(signal_type)) as signal_type

    from signal_types
    where points > 0

),

counted as (

    select
        signals.account_id,
        signals.occurred_on as active_on,
        count(case when signals.is_signal then engaging.signal_type end) as engagements,
        count(
            case when signals.source_table = 'crm/activities' then meeting_types.activity_type end
        ) as meetings

    from signals
    left join engaging on signals.signal_type = engaging.signal_type
    left join meeting_types on signals.signal_type = lower(trim(meeting_types.activity_type))
    where
        signals.account_id is not null
        and signals.source_table in ('engagement/events', 'crm/activities')
        and (engaging.signal_type is not null or meeting_types.activity_type is not null)
    group by signals.account_id, signals.occurred_on

),

final as (

    select
        account_id,
        engagements,
        meetings,
        active_on

    from counted
    where engagements > 0 or meetings > 0

)

select * from final
