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

sums as (

    select
        sliced.account_id,
        spells.pool,
        spells.tier,
        sliced.slice_on,
        sum(sliced.engagements) > 0 as is_engaged,
        sum(sliced.meetings) as meetings

    from sliced
    left join spells
        on
            sliced.account_id = spells.account_id
            and sliced.active_on >= spells.valid_from
            and sliced.active_on < coalesce(spells.valid_to, date '9999-12-31')
    group by sliced.account_id, spells.pool, spells.tier, sliced.slice_on

),

slices as (

    select
        'at_creation' as tier_basis,
        account_id,
        pool,
        tier,
        slice_on,
        is_engaged,
        meetings

    from sums

    union all

    select
        'current' as tier_basis,
        sums.account_id,
        tiered.pool,
        tiered.tier,
        sums.slice_on,
        sums.is_engaged,
        sums.meetings

    from sums
    inner join tiered on sums.account_id = tiered.account_id

),

-- an account counts in a period with the first slice in which it was engaged: the one whose
-- predecessor lies before the period
followed as (

    select
        tier_basis,
        pool,
        tier,
        slice_on,
        is_engaged,
        meetings,
        lag(slice_on) over (
            partition by tier_basis, is_engaged, account_id, tier, pool
            order by slice_on
        ) as slice_before,
        lag(slice_on) over (
            partition by tier_basis, is_engaged, account_id, tier
            order by slice_on
        ) as slice_before_in_tier

    from slices

),

counts as (

    select
        tier_basis,
        pool,
        tier,
        slice_on,
        coalesce(slice_before, date '0001-01-01') as slice_before,
        coalesce(slice_before_in_tier, date '0001-01-01') as slice_before_in_tier,
        count(case when is_engaged then 1 end) as accounts,
        sum(meetings) as meetings

    from followed
    group by tier_basis, pool, tier, slice_on, slice_before, slice_before_in_tier

),

in_periods as (

    select
        counts.tier_basis,
        periods.period_type,
        periods.period_start,
        counts.pool,
        counts.tier,
        case when counts.slice_before < periods.period_start then counts.accounts end as accounts,
        case when counts.slice_before_in_tier < periods.period_start then counts.accounts end
            as accounts_in_tier,
        counts.meetings

    from counts
    inner join periods on counts.slice_on between periods.period_start and periods.period_end

),

active as (

    select
        tier_basis,
        period_type,
        period_start,
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        case when grouping(pool) = 1 then sum(accounts_in_tier) else sum(accounts) end
            as engaged_accounts,
        sum(meetings) as meetings

    from in_periods
    group by
        grouping sets (
            (tier_basis, period_type, period_start, pool, tier),
            (tier_basis, period_type, period_start, tier)
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
