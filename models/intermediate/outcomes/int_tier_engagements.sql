{#- At creation: what was done with the accounts of a tier while they held it. Current: what was
    done with the accounts that hold it now. An account counts once in a period: the periods in which it
    was engaged are the bits of a number, 60 to a word, and nothing is sorted or counted distinct. -#}
with

periods as (select * from {{ ref('int_performance_periods') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

active as (select * from {{ ref('int_account_slices') }}),

days as (

    select distinct slice_on from {{ ref('int_account_slices') }}

),

slices_marked as (

    select
        days.slice_on,
        periods.period_word,
        cast(sum(periods.period_bit) as bigint) as period_bits

    from days
    inner join periods on days.slice_on between periods.period_start and periods.period_end
    group by days.slice_on, periods.period_word

),

placed as (

    select
        active.account_id,
        spells.pool,
        spells.tier,
        active.slice_on,
        active.is_engaged,
        active.meetings

    from active
    left join spells
        on
            active.account_id = spells.account_id
            and active.slice_on >= spells.valid_from
            and active.slice_on < coalesce(spells.valid_to, date '9999-12-31')

),

engaged_then as (

    select
        placed.account_id,
        placed.pool,
        placed.tier,
        slices_marked.period_word,
        bit_or(slices_marked.period_bits) as period_bits

    from placed
    inner join slices_marked on placed.slice_on = slices_marked.slice_on
    where placed.is_engaged
    group by
        placed.account_id,
        placed.pool,
        placed.tier,
        slices_marked.period_word

),

engaged as (

    select
        'at_creation' as tier_basis,
        account_id,
        pool,
        tier,
        period_word,
        period_bits

    from engaged_then

    union all

    select
        'current' as tier_basis,
        engaged_then.account_id,
        tiered.pool,
        tiered.tier,
        engaged_then.period_word,
        engaged_then.period_bits

    from engaged_then
    inner join tiered on engaged_then.account_id = tiered.account_id

),

engaged_once as (

    select
        tier_basis,
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        period_word,
        bit_or(period_bits) as period_bits

    from engaged
    group by
        grouping sets (
            (tier_basis, account_id, pool, tier, period_word),
            (tier_basis, account_id, tier, period_word)
        )

),

engaged_alike as (

    select
        tier_basis,
        pool,
        tier,
        is_all_pools,
        period_word,
        period_bits,
        count(*) as accounts

    from engaged_once
    group by
        tier_basis,
        pool,
        tier,
        is_all_pools,
        period_word,
        period_bits

),

met as (

    select
        'at_creation' as tier_basis,
        pool,
        tier,
        slice_on,
        meetings

    from placed
    where meetings > 0

    union all

    select
        'current' as tier_basis,
        tiered.pool,
        tiered.tier,
        placed.slice_on,
        placed.meetings

    from placed
    inner join tiered on placed.account_id = tiered.account_id
    where placed.meetings > 0

),

met_alike as (

    select
        tier_basis,
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        slice_on,
        sum(meetings) as meetings

    from met
    group by
        grouping sets (
            (tier_basis, pool, tier, slice_on),
            (tier_basis, tier, slice_on)
        )

),

in_periods as (

    select
        engaged_alike.tier_basis,
        periods.period_type,
        periods.period_start,
        engaged_alike.pool,
        engaged_alike.tier,
        engaged_alike.is_all_pools,
        engaged_alike.accounts,
        0 as meetings

    from engaged_alike
    inner join periods
        on
            engaged_alike.period_word = periods.period_word
            and (engaged_alike.period_bits & periods.period_bit) <> 0

    union all

    select
        met_alike.tier_basis,
        periods.period_type,
        periods.period_start,
        met_alike.pool,
        met_alike.tier,
        met_alike.is_all_pools,
        0 as accounts,
        met_alike.meetings

    from met_alike
    inner join periods on met_alike.slice_on between periods.period_start and periods.period_end

),

final as (

    select
        tier_basis,
        period_type,
        period_start,
        pool,
        tier,
        is_all_pools,
        sum(accounts) as engaged_accounts,
        sum(meetings) as meetings

    from in_periods
    group by
        tier_basis,
        period_type,
        period_start,
        pool,
        tier,
        is_all_pools

)

select * from final
