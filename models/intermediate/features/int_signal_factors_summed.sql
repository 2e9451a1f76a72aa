with

signals_daily as (select * from {{ ref('int_signals_daily') }}),

{{ signal_factors_summed() }}

select * from signal_factors_summed
