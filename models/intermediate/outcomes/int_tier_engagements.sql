{#- At creation: what was done with the accounts of a tier while they held it. Current: what was
    done with the accounts that hold it now. An account counts once in a period: the periods in which it
    was engaged are the bits of a number, 60 to a word, and nothing is sorted or counted distinct. -#}
with

periods as (select * from {{ ref('int_performance_periods') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

active as (select * from {{ ref('int_account_slices') }}),

numbered as (

    select
        period_type,
        period_start,
        period_end,
        row_number() over (order by period_type, period_start) - 1 as period_number

    from periods

),

marked as (

    select
        period_type,
        period_start,
        period_end,
        cast(floor(period_number / 60) as integer) as word,
        cast(power(2, period_number % 60) as bigint) as period_bit

    from numbered

),

days as (

    select distinct slice_on from {{ ref('int_account_slices') }}

),

slices_marked as (

    select
        days.slice_on,
        marked.word,
        cast(sum(marked.period_bit) as bigint) as period_bits

    from days
    inner join marked on days.slice_on between marked.period_start and marked.period_end
    group by days.slice_on, marked.word

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
        slices_marked.word,
        bit_or(slices_marked.period_bits) as period_bits

    from placed
    inner join slices_marked on placed.slice_on = slices_marked.slice_on
    where placed.is_engaged
    group by
        placed.account_id,
        placed.pool,
        placed.tier,
        slices_marked.word

),

engaged as (

    select
        'at_creation' as tier_basis,
        account_id,
        pool,
        tier,
        word,
        period_bits

    from engaged_then

    union all

    select
        'current' as tier_basis,
        engaged_then.account_id,
        tiered.pool,
        tiered.tier,
        engaged_then.word,
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
        word,
        bit_or(period_bits) as period_bits

    from engaged
    group by
        grouping sets (
            (tier_basis, account_id, pool, tier, word),
            (tier_basis, account_id, tier, word)
        )

),

engaged_alike as (

    select
        tier_basis,
        pool,
        tier,
        is_all_pools,
        word,
        period_bits,
        count(*) as accounts

    from engaged_once
    group by
        tier_basis,
        pool,
        tier,
        is_all_pools,
        word,
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
        marked.period_type,
        marked.period_start,
        engaged_alike.pool,
        engaged_alike.tier,
        engaged_alike.is_all_pools,
        engaged_alike.accounts,
        0 as meetings

    from engaged_alike
    inner join marked
        on
            engaged_alike.word = marked.word
            and (engaged_alike.period_bits & marked.period_bit) <> 0

    union all

    select
        met_alike.tier_basis,
        marked.period_type,
        marked.period_start,
        met_alike.pool,
        met_alike.tier,
        met_alike.is_all_pools,
        0 as accounts,
        met_alike.meetings

    from met_alike
    inner join marked on met_alike.slice_on between marked.period_start and marked.period_end

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
