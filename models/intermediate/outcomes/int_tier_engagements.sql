{#- At creation: what was done with the accounts of a tier while they held it. Current: what was
    done with the accounts that hold it now. An account counts in a period with the first slice in which
    it was engaged, the one whose predecessor lies before the period: nothing is counted distinct. -#}
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

final as (

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

)

select * from final
