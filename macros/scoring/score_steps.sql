{#- SCORING 1 and 3, step by step. Each macro is a list of CTEs that ends in one of its own name and reads those of the
    steps before it; what a step reads besides is said above it. A model of intermediate/scores is one step over the
    tables before it; score_steps() is all of them in one query, for a score with other values or another configuration
    (intermediate/changes). -#}

{#- Reads factors (scoring_factors) and sources: one row per factor, with whether any of its landing tables has a row. -#}
{% macro factors_landed() -%}
landed as (

    select distinct factors.factor

    from factors
    inner join sources
        on
            sources.is_landed
            and instr(' ' || factors.sources || ' ', ' ' || sources.source_table || ' ') > 0

),

factors_landed as (

    select
        factors.component,
        factors.factor,
        factors.method,
        factors.scale,
        factors.missing,
        factors.weight,
        cast(factors.lower as double) as lower_bound,
        cast(factors.upper as double) as upper_bound,
        row_number() over (order by factors.factor) as factor_order,
        landed.factor is not null as is_landed

    from factors
    left join landed on factors.factor = landed.factor

)
{%- endmacro %}

{#- Reads components (scoring_components): one row per component with its weight as applied, V_c. -#}
{% macro components_weighted() -%}
switched as (

    select
        components.component,
        components.weight,
        coalesce(components.min_observed, 0) as min_observed,
        coalesce(bool_or(factors.is_landed and factors.weight > 0), false) as is_on

    from components
    left join factors_landed as factors on components.component = factors.component
    group by components.component, components.weight, components.min_observed

),

totals as (

    select sum(weight) as weight_on

    from switched
    where is_on

),

components_weighted as (

    select
        switched.component,
        switched.weight,
        switched.min_observed,
        switched.is_on,
        cast(
            case
                when switched.is_on
                    then {{ rounded_ratio('switched.weight', 'totals.weight_on', 10, 12) }}
                else 0
            end as decimal(12, 10)
        ) as applied_weight

    from switched
    cross join totals

)
{%- endmacro %}

{#- Reads factor_values and points (scoring_points): one row per account and factor with its points. -#}
{% macro factor_points() -%}
lookups as (

    select
        points.factor,
        lower(trim(points.value)) as value,
        points.points

    from points
    inner join factors_landed as factors on points.factor = factors.factor
    where factors.method = 'lookup'

),

bands as (

    select
        points.factor,
        points.min_value,
        points.max_value,
        points.points

    from points
    inner join factors_landed as factors on points.factor = factors.factor
    where factors.method = 'bands'

),

matched as (

    select
        factor_values.account_id,
        factors.component,
        factors.factor,
        factors.factor_order,
        factors.weight,
        factors.method,
        factors.scale,
        factors.lower_bound,
        factors.upper_bound,
        factor_values.value,
        factor_values.double_value,
        coalesce(exact_lookups.points, other_lookups.points, 0) as lookup_points,
        bands.points as band_points,
        factors.is_landed
        and (factor_values.value is not null or factors.missing = 'zero') as is_observed

    from factor_values
    inner join factors_landed as factors
        on
            factor_values.component = factors.component
            and factor_values.factor = factors.factor
    left join lookups as exact_lookups
        on
            factors.factor = exact_lookups.factor
            and lower(trim(factor_values.value)) = exact_lookups.value
            and exact_lookups.value <> '*'
    left join lookups as other_lookups
        on
            factors.factor = other_lookups.factor
            and other_lookups.value = '*'
    left join bands
        on
            factors.factor = bands.factor
            and (bands.min_value is null or factor_values.numeric_value >= bands.min_value)
            and (bands.max_value is null or factor_values.numeric_value < bands.max_value)
            and factor_values.numeric_value is not null

),

factor_points as (

    select
        account_id,
        component,
        factor,
        factor_order,
        value,
        weight,
        cast(
            case
                when not is_observed then null
                when value is null then 0
                when method = 'lookup' then lookup_points
                when method = 'bands' then band_points
                when method = 'signals' then {{ signal_points('double_value', 'upper_bound') }}
                when method = 'range' and scale = 'log'
                    then {{ log_range_points('double_value', 'lower_bound', 'upper_bound') }}
                when method = 'range' and scale = 'linear'
                    then {{ linear_range_points('double_value', 'lower_bound', 'upper_bound') }}
            end as decimal(7, 4)
        ) as points,
        is_observed

    from matched

)
{%- endmacro %}

{#- One row per account and component, A_c in 10 decimals. -#}
{% macro component_scores() -%}
observed as (

    select
        account_id,
        component,
        cast(sum(case when is_observed then weight else 0 end) as decimal(12, 10))
            as observed_weight,
        cast(sum(case when is_observed then weight * points else 0 end) as decimal(18, 14))
            as weighted_points

    from factor_points
    group by account_id, component

),

weighed as (

    select
        observed.account_id,
        observed.component,
        components.weight,
        components.applied_weight,
        observed.observed_weight,
        observed.weighted_points,
        greatest(observed.observed_weight, components.min_observed) as divisor

    from observed
    inner join components_weighted as components on observed.component = components.component

),

component_scores as (

    select
        account_id,
        component,
        applied_weight,
        observed_weight,
        divisor,
        case
            when observed_weight > 0 and weight > 0
                then {{ rounded_ratio('weighted_points', 'divisor', 10, 13) }}
        end as component_score

    from weighed

)
{%- endmacro %}

{#- One row per account. A component that does not exist has a null score column (MARTS). -#}
{% macro account_scores() -%}
account_scores as (

    select
        account_id,
        {%- for component in ['icp_fit', 'intent', 'engagement', 'strategic'] %}
        cast(
            round(max(case when component = '{{ component }}' then component_score end), 2)
            as decimal(7, 4)
        ) as {{ component }}_score,
        {%- endfor %}
        cast(
            round(sum(applied_weight * coalesce(component_score, 0)), 4) as decimal(7, 4)
        ) as score,
        cast(round(sum(applied_weight * observed_weight), 4) as decimal(7, 4)) as score_coverage

    from component_scores
    group by account_id

)
{%- endmacro %}

{#- One row per account and factor, contributions as the formula gives them; what they lack to the score is in
    account_residuals. -#}
{% macro contributions_rounded() -%}
contributions_rounded as (

    select
        factor_points.account_id,
        factor_points.component,
        factor_points.factor,
        factor_points.factor_order,
        factor_points.value,
        factor_points.points,
        cast(
            case
                when factor_points.is_observed and factor_points.weight > 0
                    then {{ applied_factor_weight(
                        'component_scores.applied_weight', 'factor_points.weight', 'component_scores.divisor'
                    ) }}
                else 0
            end as decimal(12, 10)
        ) as weight,
        cast(
            case
                when factor_points.is_observed and factor_points.weight > 0
                    then {{ factor_contribution(
                        'component_scores.applied_weight',
                        'factor_points.weight',
                        'factor_points.points',
                        'component_scores.divisor'
                    ) }}
                else 0
            end as decimal(7, 4)
        ) as contribution,
        factor_points.is_observed,
        factor_points.is_observed and factor_points.weight > 0 as is_counted

    from factor_points
    inner join component_scores
        on
            factor_points.account_id = component_scores.account_id
            and factor_points.component = component_scores.component

)
{%- endmacro %}

{#- The largest contribution, ties by factor name, is the maximum of one number: the contribution less a hair for
    each place in the order of names. Sorting twenty rows for each of a million accounts would take minutes. -#}
{% macro account_residuals() -%}
summed as (

    select
        account_id,
        sum(contribution) as contribution,
        max_by(
            factor,
            case
                when is_counted
                    then
                        cast(contribution as decimal(18, 10))
                        - cast(factor_order as decimal(8, 0)) * cast(1e-10 as decimal(10, 10))
            end
        ) as largest_factor

    from contributions_rounded as contributions
    group by account_id

),

account_residuals as (

    select
        account_scores.account_id,
        summed.largest_factor,
        cast(account_scores.score - summed.contribution as decimal(7, 4)) as residual

    from account_scores
    inner join summed on account_scores.account_id = summed.account_id

)
{%- endmacro %}

{#- One row per account and factor; contributions sum to the score exactly. -#}
{% macro score_contributions() -%}
score_contributions as (

    select
        contributions.account_id,
        contributions.component,
        contributions.factor,
        contributions.value,
        contributions.points,
        contributions.weight,
        cast(
            case
                when contributions.factor = residuals.largest_factor
                    then contributions.contribution + residuals.residual
                else contributions.contribution
            end as decimal(7, 4)
        ) as contribution,
        contributions.is_observed

    from contributions_rounded as contributions
    inner join account_residuals as residuals on contributions.account_id = residuals.account_id

)
{%- endmacro %}

{#- Every step, from the CTEs factor_values, factors, components, points and sources to score_contributions. -#}
{% macro score_steps() -%}
{{ factors_landed() }},

{{ components_weighted() }},

{{ factor_points() }},

{{ component_scores() }},

{{ account_scores() }},

{{ contributions_rounded() }},

{{ account_residuals() }},

{{ score_contributions() }}
{%- endmacro %}
