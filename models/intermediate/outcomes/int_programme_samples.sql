{{ config(materialized='view') }}
{#- The three figures a programme is judged by, before and after, as samples. What records cannot
    tell, because they begin after the period does, has no row. -#}
with

periods as (select * from {{ ref('int_programme_periods') }}),

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spend as (select * from {{ ref('int_spend_attributed') }}),

-- by month: the first deal of a book is seldom of the first day
first_days as (

    select
        {{ first_of(month_of('min(created_on)')) }} as deals_from,
        (select {{ first_of(month_of('min(spend.spent_on)')) }} from spend) as spend_from

    from opportunities

),

told as (

    select
        periods.*,
        coalesce(first_days.deals_from <= periods.starts_on, false) as has_deals,
        coalesce(first_days.spend_from <= periods.starts_on, false) as has_spend

    from periods
    cross join first_days

),

-- an account that the CRM did not know yet could not convert
converted as (

    select
        told.baseline,
        told.side,
        tiered.pool,
        tiered.account_id,
        count(opportunities.opportunity_id) as opportunities

    from told
    cross join tiered
    inner join accounts
        on
            tiered.account_id = accounts.account_id
            and coalesce({{ utc_date('accounts.created_at') }} <= told.ends_on, true)
    left join opportunities
        on
            tiered.account_id = opportunities.account_id
            and opportunities.created_on between told.starts_on and told.ends_on
    where told.has_deals
    group by told.baseline, told.side, tiered.pool, tiered.account_id

),

final as (

    select
        baseline,
        side,
        'conversion_rate' as metric,
        pool,
        case when opportunities > 0 then 1e0 else 0e0 end as value

    from converted

    union all

    select
        told.baseline,
        told.side,
        'avg_deal_size' as metric,
        opportunities.pool,
        cast(opportunities.amount as double) as value

    from told
    inner join opportunities
        on opportunities.closed_on between told.starts_on and told.ends_on
    where told.has_deals and opportunities.outcome = 'won' and opportunities.amount is not null

    union all

    select
        told.baseline,
        told.side,
        'spend' as metric,
        spend.pool,
        cast(spend.cost as double) as value

    from told
    inner join spend on spend.spent_on between told.starts_on and told.ends_on
    where told.has_spend and spend.cost is not null

)

select * from final
