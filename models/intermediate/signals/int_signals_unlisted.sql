with

attached as (select * from {{ ref('int_signals_attached') }}),

signal_types as (select * from {{ ref('signal_types') }}),

counted as (

    select
        source as source_table,
        signal_type,
        count(*) as signals

    from attached
    where is_signal
    group by source, signal_type

),

final as (

    select
        counted.source_table,
        counted.signal_type,
        counted.signals as rows

    from counted
    left join signal_types on counted.signal_type = lower(trim(signal_types.signal_type))
    where signal_types.signal_type is null

)

select * from final
