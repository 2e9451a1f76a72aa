with

factor_values as (select * from {{ ref('int_factor_values_recalled') }}),

published_signals as (select * from {{ ref('stg_published__account_signals') }}),

signal_types as (select * from {{ ref('stg_published__signal_types') }}),

types_listed as (

    select
        lower(trim(signal_type)) as signal_type,
        factor,
        points,
        half_life_days,
        lookback_days

    from signal_types

),

signal_factors as (

    select distinct factor

    from types_listed

),

{{ signals_valued('published_signals') }},

-- valued as in int_signals_daily
signals_daily as (

    select
        account_id,
        factor,
        value

    from signals_valued

),

{{ signal_factors_summed() }},

-- a release does not say which surges it saw that no longer count, but where the value was known
factors_known as (

    select
        account_id,
        factor

    from factor_values
    where
        value is not null
        and factor in (
            {%- for column in known_without_signals() %}
            '{{ column.name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

),

{{ factor_values_replaced() }}

select * from factor_values_replaced
