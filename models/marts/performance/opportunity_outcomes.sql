with

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

final as (

    select
        -- identity
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_id,
        accounts.account_name,

        -- in which tier
        opportunities.pool,
        cast(opportunities.tier as integer) as tier,
        opportunities.pool_at_creation,
        cast(opportunities.tier_at_creation as integer) as tier_at_creation,
        opportunities.tier_evidence,

        -- what came of it
        opportunities.opportunity_type,
        opportunities.stage,
        opportunities.outcome,
        opportunities.amount,
        opportunities.list_value,
        cast(opportunities.options as bigint) as options,
        opportunities.created_on,
        opportunities.closed_on,
        cast(opportunities.cycle_days as bigint) as cycle_days,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id

)

select * from final
