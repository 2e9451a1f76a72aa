{#- What could still be learnt: a factor that weighs nothing, or whose component is off, cannot move
    a score, so that nobody need look for it. -#}
with

factor_points as (select * from {{ ref('int_factor_points') }}),

components as (select * from {{ ref('int_components_weighted') }}),

final as (

    select
        factor_points.account_id,
        factor_points.component,
        factor_points.factor,
        cast(round(components.applied_weight * factor_points.weight, 10) as decimal(12, 10))
            as weight

    from factor_points
    inner join components on factor_points.component = components.component
    where
        not factor_points.is_observed
        and factor_points.weight > 0
        and components.applied_weight > 0

)

select * from final
