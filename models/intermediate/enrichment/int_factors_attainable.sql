{#- SCORING 1: points of a lookup and of bands are those that its rows give, signals earn none
    without a type that gives some, and a range ends at 100. -#}
with

factors as (select * from {{ ref('scoring_factors') }}),

points as (select * from {{ ref('scoring_points') }}),

signal_types as (select * from {{ ref('signal_types') }}),

most_points as (

    select
        factor,
        max(points) as points

    from points
    group by factor

),

signal_factors as (

    select distinct factor

    from signal_types
    where points > 0

),

final as (

    select
        factors.factor,
        cast(
            case
                when factors.method in ('lookup', 'bands') then coalesce(most_points.points, 0)
                when factors.method = 'signals' and signal_factors.factor is null then 0
                else 100
            end as decimal(7, 4)
        ) as attainable_points

    from factors
    left join most_points on factors.factor = most_points.factor
    left join signal_factors on factors.factor = signal_factors.factor

)

select * from final
