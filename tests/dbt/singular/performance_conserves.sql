/*
Detects: deals that tier_performance counts twice or loses. Every opportunity counts once per basis
over all tiers (none included), and a row over all pools is the sum of the pools.
Why it matters: a rate over the wrong deals looks like any other rate.
A row is: a basis, or a basis, period and tier, that does not add up.
*/
with

performance as (select * from {{ ref('tier_performance') }}),

deals as (select * from {{ ref('opportunity_outcomes') }}),

bases as (

    select 'at_creation' as tier_basis

    union all

    select 'current' as tier_basis

),

counted as (

    select
        tier_basis,
        sum(opportunities) as opportunities,
        sum(won) as won,
        sum(lost) as lost,
        sum(open_opportunities) as open_opportunities

    from performance
    where period_type = 'all_time' and pool is null
    group by tier_basis

),

there as (

    select
        count(*) as opportunities,
        count(case when outcome = 'won' then 1 end) as won,
        count(case when outcome = 'lost' then 1 end) as lost,
        count(case when outcome = 'open' then 1 end) as open_opportunities

    from deals

),

pooled as (

    select
        tier_basis,
        period_type,
        period_start,
        tier,
        sum(case when pool is null then opportunities else -opportunities end) as opportunities,
        sum(case when pool is null then won_value else -won_value end) as won_value,
        sum(case when pool is null then open_pipeline_value else -open_pipeline_value end)
            as open_pipeline_value,
        sum(case when pool is null then meetings else -meetings end) as meetings

    from performance
    where tier is not null
    group by tier_basis, period_type, period_start, tier

)

select
    bases.tier_basis,
    cast(null as string) as period_type,
    cast(null as date) as period_start,
    cast(null as integer) as tier

from bases
cross join there
left join counted on bases.tier_basis = counted.tier_basis
where
    coalesce(counted.opportunities, 0) <> there.opportunities
    or coalesce(counted.won, 0) <> there.won
    or coalesce(counted.lost, 0) <> there.lost
    or coalesce(counted.open_opportunities, 0) <> there.open_opportunities

union all

select
    tier_basis,
    period_type,
    period_start,
    tier

from pooled
where opportunities <> 0 or won_value <> 0 or open_pipeline_value <> 0 or meetings <> 0
