{#- SCORING 3 with the most points that every unknown factor can earn. Then every factor of a
    component that is on is observed, its weights sum to 1, and there is nothing left to divide
    by. -#}
with

unknown_factors as (select * from {{ ref('int_factors_unknown') }}),

factor_points as (select * from {{ ref('int_factor_points') }}),

factors_attainable as (select * from {{ ref('int_factors_attainable') }}),

components as (select * from {{ ref('int_components_weighted') }}),

incomplete_accounts as (

    select distinct account_id

    from unknown_factors

),

component_scores as (

    select
        factor_points.account_id,
        factor_points.component,
        components.applied_weight,
        cast(
            round(
                cast(
                    sum(
                        factor_points.weight
                        * coalesce(factor_points.points, factors_attainable.attainable_points)
                    ) as decimal(18, 14)
                ),
                10
            ) as decimal(13, 10)
        ) as component_score,
        sum(factor_points.weight) as observed_weight

    from factor_points
    inner join incomplete_accounts on factor_points.account_id = incomplete_accounts.account_id
    inner join factors_attainable on factor_points.factor = factors_attainable.factor
    inner join components on factor_points.component = components.component
    where components.applied_weight > 0
    group by factor_points.account_id, factor_points.component, components.applied_weight

),

{{ account_scores() }}

select * from account_scores
