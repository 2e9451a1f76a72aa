{#- SCORING 2, step by step: lists of CTEs, for the signals and types in force (int_signals_daily) and for another
    configuration (int_factor_values_updated). -#}

{#- Reads signals (int_signals_unioned) and signal_types: one row per account, signal type and day within the lookback. -#}
{% macro signals_daily() -%}
types_listed as (

    select
        lower(trim(signal_type)) as signal_type,
        factor,
        points,
        half_life_days,
        contact_daily_cap,
        account_daily_cap,
        lookback_days

    from signal_types

),

contact_days as (

    select
        signals.account_id,
        signals.signal_type,
        signals.occurred_on,
        signals.contact_key,
        count(*) as events,
        -- without a cap, least() leaves the sum as it is
        least(sum(signals.strength), max(signal_types.contact_daily_cap)) as strength

    from signals
    inner join types_listed as signal_types on signals.signal_type = signal_types.signal_type
    where
        {{ days_between('signals.occurred_on', as_of()) }}
        between 0 and signal_types.lookback_days
    group by
        signals.account_id,
        signals.signal_type,
        signals.occurred_on,
        signals.contact_key

),

account_days as (

    select
        account_id,
        signal_type,
        occurred_on,
        sum(events) as events,
        count(contact_key) as contacts,
        sum(strength) as strength

    from contact_days
    group by account_id, signal_type, occurred_on

),

capped as (

    select
        account_days.account_id,
        account_days.signal_type,
        account_days.occurred_on as signal_on,
        account_days.events,
        account_days.contacts,
        cast(
            least(account_days.strength, signal_types.account_daily_cap) as decimal(18, 6)
        ) as strength

    from account_days
    inner join types_listed as signal_types on account_days.signal_type = signal_types.signal_type

),

{{ signals_valued('capped') }},

signals_daily as (

    select
        account_id,
        signal_type,
        factor,
        cast(events as bigint) as events,
        contacts,
        strength,
        value,
        signal_on

    from signals_valued

)
{%- endmacro %}

{#- Reads `signals` (of them signal_type, signal_on and strength) and types_listed: the signals within the lookback, with
    their factor and decayed value. Strengths of a type and day are few, and powers and products of wide decimals are
    dear: each is valued once. -#}
{% macro signals_valued(signals) -%}
strengths as (

    select distinct
        signal_type,
        signal_on,
        strength

    from {{ signals }}

),

strengths_aged as (

    select
        strengths.signal_type,
        strengths.signal_on,
        strengths.strength,
        types_listed.factor,
        types_listed.points,
        types_listed.half_life_days,
        types_listed.lookback_days,
        {{ days_between('strengths.signal_on', as_of()) }} as age_days

    from strengths
    inner join types_listed on strengths.signal_type = types_listed.signal_type

),

strengths_valued as (

    select
        signal_type,
        signal_on,
        strength,
        factor,
        {{ decayed_value('points', 'strength', 'age_days', 'half_life_days') }} as value

    from strengths_aged
    where age_days between 0 and lookback_days

),

signals_valued as (

    select
        {{ signals }}.*,
        strengths_valued.factor,
        strengths_valued.value

    from {{ signals }}
    inner join strengths_valued
        on
            {{ signals }}.signal_type = strengths_valued.signal_type
            and {{ signals }}.signal_on = strengths_valued.signal_on
            and {{ signals }}.strength = strengths_valued.strength

)
{%- endmacro %}

{#- Reads signals_daily: one row per account and factor with a signal, its decayed value. -#}
{% macro signal_factors_summed() -%}
signal_factors_summed as (

    select
        account_id,
        factor,
        cast(sum(value) as decimal(18, 6)) as factor_value

    from signals_daily
    group by account_id, factor

)
{%- endmacro %}

{#- The signal factors that are 0, not empty, for an account whose signals are all gone, each with the table of the rows
    that make it known: [{name, source_table}, ...], as the YAML of int_intent_features says. A unit test, which does not
    see the project, overrides this macro. -#}
{% macro known_without_signals() -%}
    {%- set known = [] -%}
    {%- for column in marked_columns("int_intent_features", "known_by") -%}
        {%- do known.append({"name": column.name, "source_table": column.config.meta.known_by}) -%}
    {%- endfor -%}
    {{ return(known) }}
{%- endmacro %}

{#- Reads factor_values, signal_factors (factor), signal_factors_summed and factors_known (account_id, factor): the
    values, those of signal factors taken from the sums. Without a signal a feature is empty, but one that stays known is
    0. -#}
{% macro factor_values_replaced() -%}
signal_values as (

    select
        factor_values.account_id,
        factor_values.component,
        factor_values.factor,
        coalesce(
            signal_factors_summed.factor_value,
            case when factors_known.account_id is not null then cast(0 as decimal(18, 6)) end
        ) as factor_value

    from factor_values
    inner join signal_factors on factor_values.factor = signal_factors.factor
    left join signal_factors_summed
        on
            factor_values.account_id = signal_factors_summed.account_id
            and factor_values.factor = signal_factors_summed.factor
    left join factors_known
        on
            factor_values.account_id = factors_known.account_id
            and factor_values.factor = factors_known.factor

),

factor_values_replaced as (

    select
        account_id,
        component,
        factor,
        {{ factor_value('factor_value', is_text=false) }}

    from signal_values

    union all

    select
        factor_values.account_id,
        factor_values.component,
        factor_values.factor,
        factor_values.value,
        factor_values.numeric_value,
        factor_values.double_value

    from factor_values
    left join signal_factors on factor_values.factor = signal_factors.factor
    where signal_factors.factor is null

)
{%- endmacro %}
