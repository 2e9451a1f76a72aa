{#- At creation: the accounts that held the tier on some day of the period, and how many of them
    were active while they held it. Current: the accounts that hold it now. -#}
with

periods as (select * from {{ ref('int_performance_periods') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

active as (select * from {{ ref('int_tier_engagements') }}),

held as (

    select
        'at_creation' as tier_basis,
        periods.period_type,
        periods.period_start,
        spells.pool,
        spells.tier,
        grouping(spells.pool) = 1 as is_all_pools,
        count(distinct spells.account_id) as accounts

    from spells
    inner join periods
        on
            spells.valid_from <= periods.period_end
            and coalesce(spells.valid_to, date '9999-12-31') > periods.period_start
    group by
        grouping sets (
            (periods.period_type, periods.period_start, spells.pool, spells.tier),
            (periods.period_type, periods.period_start, spells.tier)
        )

),

holding as (

    select
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        count(*) as accounts

    from tiered
    group by grouping sets ((pool, tier), (tier))

),

counted as (

    select * from held

    union all

    select
        'current' as tier_basis,
        periods.period_type,
        periods.period_start,
        holding.pool,
        holding.tier,
        holding.is_all_pools,
        holding.accounts

    from holding
    cross join periods

),

final as (

    select
        coalesce(counted.tier_basis, active.tier_basis) as tier_basis,
        coalesce(counted.period_type, active.period_type) as period_type,
        coalesce(counted.pool, active.pool) as pool,
        coalesce(counted.tier, active.tier) as tier,
        coalesce(counted.is_all_pools, active.is_all_pools) as is_all_pools,
        counted.accounts,
        coalesce(active.engaged_accounts, 0) as engaged_accounts,
        coalesce(active.meetings, 0) as meetings,
        coalesce(counted.period_start, active.period_start) as period_start

    from counted
    full outer join active
        on
            counted.tier_basis = active.tier_basis
            and counted.period_type = active.period_type
            and counted.period_start = active.period_start
            and counted.is_all_pools = active.is_all_pools
            and coalesce(counted.pool, '') = coalesce(active.pool, '')
            and coalesce(counted.tier, 0) = coalesce(active.tier, 0)

)

select * from final
where is_all_pools or pool is not null
