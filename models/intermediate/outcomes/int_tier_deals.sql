{#- Every opportunity stands twice: under the tier it has now, and under the one it had when it
    was created; each of these in its pool and in all pools (pool null), an opportunity without
    pool only there. -#}
with

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

by_period as (select * from {{ ref('int_opportunities_by_period') }}),

based as (

    select
        opportunity_id,
        pool,
        tier,
        'current' as tier_basis

    from opportunities

    union all

    select
        opportunity_id,
        pool_at_creation as pool,
        tier_at_creation as tier,
        'at_creation' as tier_basis

    from opportunities

),

facts as (

    select
        by_period.*,
        based.tier_basis,
        based.pool,
        based.tier,
        opportunities.account_id,
        opportunities.tier_evidence,
        opportunities.options,
        opportunities.cycle_days,
        opportunities.amount

    from by_period
    inner join based on by_period.opportunity_id = based.opportunity_id
    inner join opportunities on by_period.opportunity_id = opportunities.opportunity_id

),

final as (

    select
        tier_basis,
        period_type,
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        count(*) as opportunities,
        count(case when account_id is null then 1 end) as without_account,
        count(case when tier_basis = 'at_creation' and tier_evidence = 'before history' then 1 end)
            as before_history,
        count(case when tier_basis = 'at_creation' and tier_evidence = 'reconstructed' then 1 end)
            as tier_reconstructed,
        count(case when is_created then 1 end) as opportunities_created,
        count(distinct case when is_created then account_id end) as accounts_converted,
        count(case when is_won then 1 end) as won,
        count(case when is_lost then 1 end) as lost,
        sum(case when is_won then amount end) as won_value,
        count(case when is_won then amount end) as won_with_amount,
        median(case when is_won then cycle_days end) as median_sales_cycle_days,
        avg(case when is_won then cycle_days end) as mean_sales_cycle_days,
        sum(case when is_won then options end) as won_options,
        count(case when is_open then 1 end) as open_opportunities,
        sum(open_value) as open_pipeline_value,
        count(case when is_open and open_value is null then 1 end) as open_without_value,
        count(case when is_open_value_later then 1 end) as open_valued_later,
        sum(case when is_open_value_listed then open_value end) as open_list_price_value,
        period_start

    from facts
    group by
        grouping sets (
            (tier_basis, period_type, period_start, pool, tier),
            (tier_basis, period_type, period_start, tier)
        )

)

select * from final
where is_all_pools or pool is not null
