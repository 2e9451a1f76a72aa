{#- SCORING 3 with 100 points for every unknown factor. Then every factor of a component that is on
    is observed, its weights sum to 1, and there is nothing left to divide by. -#}
with

unknown_factors as (select * from {{ ref('int_factors_unknown') }}),

factor_points as (select * from {{ ref('int_factor_points') }}),

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
                    sum(factor_points.weight * coalesce(factor_points.points, 100))
                    as decimal(18, 14)
                ),
                10
            ) as decimal(13, 10)
        ) as component_score,
        sum(factor_points.weight) as known_weight

    from factor_points
    inner join incomplete_accounts on factor_points.account_id = incomplete_accounts.account_id
    inner join components on factor_points.component = components.component
    where components.applied_weight > 0
    group by factor_points.account_id, factor_points.component, components.applied_weight

),

final as (

    select
        account_id,
        {%- for component in ['icp_fit', 'intent', 'engagement', 'strategic'] %}
        cast(
            round(max(case when component = '{{ component }}' then component_score end), 2)
            as decimal(7, 4)
        ) as {{ component }}_score,
        {%- endfor %}
        cast(round(sum(applied_weight * component_score), 4) as decimal(7, 4)) as score,
        cast(round(sum(applied_weight * known_weight), 4) as decimal(7, 4)) as score_coverage

    from component_scores
    group by account_id

)

select * from final
