with

factor_points as (select * from {{ ref('int_factor_points') }}),

components as (select * from {{ ref('int_components_weighted') }}),

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
    inner join components on observed.component = components.component

),

final as (

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

select * from final
