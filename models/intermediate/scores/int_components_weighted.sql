with

components as (select * from {{ ref('scoring_components') }}),

factors as (select * from {{ ref('int_factors_landed') }}),

switched as (

    select
        components.component,
        components.weight,
        coalesce(components.min_observed, 0) as min_observed,
        coalesce(bool_or(factors.is_landed and factors.weight > 0), false) as is_on

    from components
    left join factors on components.component = factors.component
    group by components.component, components.weight, components.min_observed

),

totals as (

    select sum(weight) as weight_on

    from switched
    where is_on

),

final as (

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

select * from final
