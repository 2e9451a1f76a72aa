with

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_types as (select * from {{ ref('signal_types') }}),

{{ signals_daily() }}

select * from signals_daily
