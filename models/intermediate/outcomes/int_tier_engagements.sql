{#- At creation: what was done with the accounts of a tier while they held it. Current: what was
    done with the accounts that hold it now. An account counts in a period with the first slice in which
    it was engaged, the one whose predecessor lies before the period: nothing is counted distinct. -#}
with

periods as (select * from {{ ref('int_performance_periods') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

active as (select * from {{ ref('int_account_slices') }}),

placed as (

    select
        active.account_id,
        spells.pool as pool_then,
        spells.tier as tier_then,
        tiered.pool,
        tiered.tier,
        tiered.account_id is not null as is_tiered,
        active.slice_on,
        active.is_engaged,
        active.meetings

    from active
    left join spells
        on
            active.account_id = spells.account_id
            and active.slice_on >= spells.valid_from
            and active.slice_on < coalesce(spells.valid_to, date '9999-12-31')
    left join tiered on active.account_id = tiered.account_id

),

followed as (

    select
        *,
        lag(slice_on) over (
            partition by is_engaged, account_id
            order by slice_on
        ) as slice_before,
        lag(slice_on) over (
            partition by is_engaged, account_id, tier_then
            order by slice_on
        ) as slice_before_in_tier,
        lag(slice_on) over (
            partition by is_engaged, account_id, tier_then, pool_then
            order by slice_on
        ) as slice_before_in_pool

    from placed

),

counts as (

    select
        pool_then,
        tier_then,
        pool,
        tier,
        is_tiered,
        slice_on,
        slice_before,
        slice_before_in_tier,
        slice_before_in_pool,
        count(case when is_engaged then 1 end) as accounts,
        sum(meetings) as meetings

    from followed
    group by
        pool_then,
        tier_then,
        pool,
        tier,
        is_tiered,
        slice_on,
        slice_before,
        slice_before_in_tier,
        slice_before_in_pool

),

based as (

    select
        'at_creation' as tier_basis,
        pool_then as pool,
        tier_then as tier,
        slice_on,
        slice_before_in_pool as slice_before,
        slice_before_in_tier,
        accounts,
        meetings

    from counts

    union all

    select
        'current' as tier_basis,
        pool,
        tier,
        slice_on,
        slice_before,
        slice_before as slice_before_in_tier,
        accounts,
        meetings

    from counts
    where is_tiered

),

in_periods as (

    select
        based.tier_basis,
        periods.period_type,
        periods.period_start,
        based.pool,
        based.tier,
        case
            when coalesce(based.slice_before, date '0001-01-01') < periods.period_start
                then based.accounts
        end as accounts,
        case
            when coalesce(based.slice_before_in_tier, date '0001-01-01') < periods.period_start
                then based.accounts
        end as accounts_in_tier,
        based.meetings

    from based
    inner join periods on based.slice_on between periods.period_start and periods.period_end

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
