with

factor_values as (select * from {{ ref('int_factor_values') }}),

factors as (select * from {{ ref('int_factors_landed') }}),

points as (select * from {{ ref('scoring_points') }}),

lookups as (

    select
        points.factor,
        lower(trim(points.value)) as value,
        points.points

    from points
    inner join factors on points.factor = factors.factor
    where factors.method = 'lookup'

),

bands as (

    select
        points.factor,
        points.min_value,
        points.max_value,
        points.points

    from points
    inner join factors on points.factor = factors.factor
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
    inner join factors
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

final as (

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

select * from final
