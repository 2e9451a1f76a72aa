{#- Nothing is computed where the configuration is the same: today's contributions are those of
    int_score_contributions (int_contribution_deltas). -#}
with

accounts as (select * from {{ ref('stg_published__account_tiers') }}),

changes as (select * from {{ ref('int_scoring_changes') }}),

factor_values as (

    select factor_values.*

    from {{ ref('int_factor_values') }} as factor_values
    inner join accounts on factor_values.account_id = accounts.account_id
    inner join changes on changes.is_scoring_changed

),

signals as (

    select signals.*

    from {{ ref('int_signals_unioned') }} as signals
    inner join changes on changes.is_signal_types_changed

),

signal_types as (select * from {{ ref('stg_published__signal_types') }}),

signal_factors as (

    select published_types.factor

    from signal_types as published_types
    inner join changes on changes.is_signal_types_changed

    union

    select types.factor

    from {{ ref('signal_types') }} as types
    inner join changes on changes.is_signal_types_changed

),

{{ signals_daily() }},

{{ signal_factors_summed() }},

{{ factor_values_replaced() }}

select * from factor_values_replaced
