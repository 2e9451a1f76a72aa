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

signals_aged as (

    select
        published_signals.account_id,
        types_listed.factor,
        published_signals.strength,
        types_listed.points,
        types_listed.half_life_days,
        types_listed.lookback_days,
        {{ days_between('published_signals.signal_on', as_of()) }} as age_days

    from published_signals
    inner join types_listed on published_signals.signal_type = types_listed.signal_type

),

-- signals count within the lookback, valued as in int_signals_daily
signals_daily as (

    select
        account_id,
        factor,
        {{ decayed_value('points', 'strength', 'age_days', 'half_life_days') }} as value

    from signals_aged
    where age_days between 0 and lookback_days

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
