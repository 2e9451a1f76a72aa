with

spend as (select * from {{ ref('int_spend_attributed') }}),

periods as (select * from {{ ref('int_performance_periods') }}),

based as (

    select
        'current' as tier_basis,
        pool,
        tier,
        cost,
        spent_on

    from spend

    union all

    select
        'at_creation' as tier_basis,
        pool_then as pool,
        tier_then as tier,
        cost,
        spent_on

    from spend

),

final as (

    select
        based.tier_basis,
        periods.period_type,
        based.pool,
        based.tier,
        grouping(based.pool) = 1 as is_all_pools,
        sum(based.cost) as spend,
        periods.period_start

    from based
    inner join periods on based.spent_on between periods.period_start and periods.period_end
    group by
        grouping sets (
            (based.tier_basis, periods.period_type, periods.period_start, based.pool, based.tier),
            (based.tier_basis, periods.period_type, periods.period_start, based.tier)
        )

)

select * from final
where is_all_pools or pool is not null
