{#- Nothing is computed where the configuration is the same: today's contributions are those of
    int_score_contributions (int_contribution_deltas). What signal types decide is computed with the previous release's:
    the values of signals, and who of a committee is active. -#}
with

accounts as (select * from {{ ref('stg_published__account_tiers') }}),

changes as (select * from {{ ref('int_scoring_changes') }}),

committees as (select * from {{ ref('int_committees_updated') }}),

todays_values as (

    select
        factor_values.*,
        changes.is_signal_types_changed and factor_values.factor = 'committee_coverage'
            as is_committees

    from {{ ref('int_factor_values') }} as factor_values
    inner join accounts on factor_values.account_id = accounts.account_id
    inner join changes on changes.is_scoring_changed

),

factor_values as (

    select
        account_id,
        component,
        factor,
        value,
        numeric_value,
        double_value

    from todays_values
    where not is_committees

    union all

    select
        todays_values.account_id,
        todays_values.component,
        todays_values.factor,
        {{ factor_value('committees.coverage', is_text=false) }}

    from todays_values
    left join committees on todays_values.account_id = committees.account_id
    where todays_values.is_committees

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

factors_known as (
    {% for column in known_without_signals() %}
    select distinct
        account_id,
        '{{ column.name }}' as factor

    from signals
    where source_table = '{{ column.source_table }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ signals_daily() }},

{{ signal_factors_summed() }},

{{ factor_values_replaced() }}

select * from factor_values_replaced
