{#- The counted parts of tier_performance side by side: every pool, tier and period there is,
    whether or not anything happened in it. -#}
with

deals as (select * from {{ ref('int_tier_deals') }}),

accounts as (select * from {{ ref('int_tier_accounts') }}),

spend as (select * from {{ ref('int_tier_spend') }}),

periods as (select * from {{ ref('int_performance_periods') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

history as (

    select min(valid_from) as begins_on

    from {{ ref('int_tier_spells') }}

),

bases as (

    select 'at_creation' as tier_basis

    union all

    select 'current' as tier_basis

),

places as (

    select
        pool,
        tier,
        false as is_all_pools

    from tiers

    union distinct

    select
        cast(null as string) as pool,
        tier,
        true as is_all_pools

    from tiers

    union distinct

    select
        pool,
        tier,
        is_all_pools

    from deals

    union distinct

    select
        pool,
        tier,
        is_all_pools

    from accounts

    union distinct

    select
        pool,
        tier,
        is_all_pools

    from spend

),

-- text keys, because null is a place of its own
keyed as (

    select
        *,
        coalesce(pool, '') as pool_key,
        coalesce(tier, 0) as tier_key

    from places

),

final as (

    select
        bases.tier_basis,
        periods.period_type,
        keyed.pool,
        keyed.tier,
        periods.is_complete,
        bases.tier_basis = 'current' or coalesce(history.begins_on <= periods.period_start, false)
            as is_tier_known_throughout,
        coalesce(deals.opportunities, 0) as opportunities,
        coalesce(deals.without_account, 0) as without_account,
        coalesce(deals.before_history, 0) as before_history,
        coalesce(deals.tier_reconstructed, 0) as tier_reconstructed,
        coalesce(deals.opportunities_created, 0) as opportunities_created,
        coalesce(deals.accounts_converted, 0) as accounts_converted,
        coalesce(deals.won, 0) as won,
        coalesce(deals.lost, 0) as lost,
        coalesce(deals.won_value, 0) as won_value,
        coalesce(deals.won_with_amount, 0) as won_with_amount,
        deals.median_sales_cycle_days,
        deals.mean_sales_cycle_days,
        coalesce(deals.won_options, 0) as won_options,
        coalesce(deals.open_opportunities, 0) as open_opportunities,
        coalesce(deals.open_pipeline_value, 0) as open_pipeline_value,
        coalesce(deals.open_without_value, 0) as open_without_value,
        coalesce(deals.open_valued_later, 0) as open_valued_later,
        coalesce(deals.open_list_price_value, 0) as open_list_price_value,
        coalesce(accounts.accounts, 0) as accounts,
        coalesce(accounts.engaged_accounts, 0) as engaged_accounts,
        -- no file is no answer; a file without a row for it is nothing done or spent
        case
            when {{ is_landed('crm/activities') }} then coalesce(accounts.meetings, 0)
        end as meetings,
        case
            when {{ is_landed('marketing/spend') }} then coalesce(spend.spend, 0)
        end as spend,
        periods.period_start,
        periods.period_end

    from keyed
    cross join bases
    cross join periods
    cross join history
    left join deals
        on
            bases.tier_basis = deals.tier_basis
            and periods.period_type = deals.period_type
            and periods.period_start = deals.period_start
            and keyed.is_all_pools = deals.is_all_pools
            and keyed.pool_key = coalesce(deals.pool, '')
            and keyed.tier_key = coalesce(deals.tier, 0)
    left join accounts
        on
            bases.tier_basis = accounts.tier_basis
            and periods.period_type = accounts.period_type
            and periods.period_start = accounts.period_start
            and keyed.is_all_pools = accounts.is_all_pools
            and keyed.pool_key = coalesce(accounts.pool, '')
            and keyed.tier_key = coalesce(accounts.tier, 0)
    left join spend
        on
            bases.tier_basis = spend.tier_basis
            and periods.period_type = spend.period_type
            and periods.period_start = spend.period_start
            and keyed.is_all_pools = spend.is_all_pools
            and keyed.pool_key = coalesce(spend.pool, '')
            and keyed.tier_key = coalesce(spend.tier, 0)

)

select * from final
