{#- Contributions as the formula of SCORING 3 gives them; what they lack to the score is in
    int_account_residuals. -#}
with

factor_points as (select * from {{ ref('int_factor_points') }}),

component_scores as (select * from {{ ref('int_component_scores') }}),

final as (

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

select * from final
