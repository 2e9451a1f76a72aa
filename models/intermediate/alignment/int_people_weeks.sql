with

signals as (

    select * from {{ ref('int_signals_unioned') }}
    where
        source_table in ('engagement/events', 'crm/activities')
        and occurred_on >= {{ week_begin(first_indicator_week()) }}

),

signal_types as (select * from {{ ref('signal_types') }}),

final as (

    select
        signals.account_id,
        signals.contact_key,
        {{ week_number('signals.occurred_on') }} as week_number,
        cast(
            sum(signal_types.points * {{ wide_decimal('signals.strength', 6) }})
            as decimal(28, 10)
        ) as engagement_points

    from signals
    inner join signal_types on signals.signal_type = lower(trim(signal_types.signal_type))
    where signal_types.points > 0
    group by
        signals.account_id,
        signals.contact_key,
        {{ week_number('signals.occurred_on') }}

)

select * from final
