{#- The one look at the events for outcomes: who was active with us, and whom we met. A meeting
    counts whether or not the CRM says with whom. A slice lies within a month and within one state
    of all tiers, so that periods and spells are made of whole ones, and there are far fewer than days. -#}
with

signals as (select * from {{ ref('int_signals_attached') }}),

signal_types as (select * from {{ ref('signal_types') }}),

meeting_types as (select * from {{ ref('meeting_types') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

engaging as (

    select lower(trim(signal_type)) as signal_type

    from signal_types
    where points > 0

),

meeting as (

    select lower(trim(activity_type)) as signal_type

    from meeting_types

),

counted_types as (

    select
        coalesce(engaging.signal_type, meeting.signal_type) as signal_type,
        engaging.signal_type is not null as is_engaging,
        meeting.signal_type is not null as is_meeting

    from engaging
    full outer join meeting on engaging.signal_type = meeting.signal_type

),

cuts as (

    select valid_from as cut_on from spells

    union

    select valid_to as cut_on from spells

    union

    select {{ last_year_begin() }} as cut_on

),

days as (

    select distinct occurred_on from {{ ref('int_signals_attached') }}

),

sliced_days as (

    select
        days.occurred_on,
        greatest(
            {{ first_of(month_of('days.occurred_on')) }},
            coalesce(max(cuts.cut_on), date '0001-01-01')
        ) as slice_on

    from days
    left join cuts on days.occurred_on >= cuts.cut_on
    group by days.occurred_on

),

counted as (

    select
        signals.account_id,
        sliced_days.slice_on,
        bool_or(counted_types.is_engaging and signals.is_signal) as is_engaged,
        count(
            case
                when counted_types.is_meeting and signals.source_table = 'crm/activities' then 1
            end
        ) as meetings

    from signals
    inner join counted_types on signals.signal_type = counted_types.signal_type
    inner join sliced_days on signals.occurred_on = sliced_days.occurred_on
    where
        signals.account_id is not null
        and signals.source_table in ('engagement/events', 'crm/activities')
    group by signals.account_id, sliced_days.slice_on

),

final as (

    select
        account_id,
        is_engaged,
        meetings,
        slice_on

    from counted
    where is_engaged or meetings > 0

)

select * from final
