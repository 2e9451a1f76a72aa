{#- At creation: the accounts that held the tier on some day of the period, and what was done with
    them while they held it. Current: the accounts that hold it now, and what was done with them. -#}
with

periods as (select * from {{ ref('int_performance_periods') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

account_days as (select * from {{ ref('int_account_days') }}),

last_year as (

    select period_start

    from periods
    where period_type = 'trailing_12_months'

),

-- a month, cut where the last twelve months begin: every period is made of whole slices
sliced as (

    select
        account_days.*,
        greatest(
            {{ first_of(month_of('account_days.active_on')) }},
            case
                when last_year.period_start <= account_days.active_on then last_year.period_start
            end
        ) as slice_on

    from account_days
    cross join last_year

),

slices as (

    select
        'at_creation' as tier_basis,
        sliced.account_id,
        spells.pool,
        spells.tier,
        sliced.slice_on,
        sum(sliced.engagements) as engagements,
        sum(sliced.meetings) as meetings

    from sliced
    left join spells
        on
            sliced.account_id = spells.account_id
            and sliced.active_on >= spells.valid_from
            and sliced.active_on < coalesce(spells.valid_to, date '9999-12-31')
    group by sliced.account_id, spells.pool, spells.tier, sliced.slice_on

    union all

    select
        'current' as tier_basis,
        sliced.account_id,
        tiered.pool,
        tiered.tier,
        sliced.slice_on,
        sum(sliced.engagements) as engagements,
        sum(sliced.meetings) as meetings

    from sliced
    inner join tiered on sliced.account_id = tiered.account_id
    group by sliced.account_id, tiered.pool, tiered.tier, sliced.slice_on

),

active as (

    select
        slices.tier_basis,
        periods.period_type,
        periods.period_start,
        slices.pool,
        slices.tier,
        grouping(slices.pool) = 1 as is_all_pools,
        count(distinct case when slices.engagements > 0 then slices.account_id end)
            as engaged_accounts,
        sum(slices.meetings) as meetings

    from slices
    inner join periods on slices.slice_on between periods.period_start and periods.period_end
    group by
        grouping sets (
            (
                slices.tier_basis,
                periods.period_type,
                periods.period_start,
                slices.pool,
                slices.tier
            ),
            (slices.tier_basis, periods.period_type, periods.period_start, slices.tier)
        )

),

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
