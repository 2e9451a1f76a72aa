{#- The mean of won deals is shrunk twice, each time by `deal_value_prior_deals` imagined deals: the
    pool's towards the whole book's, and the segment's (industry within the pool) towards the
    pool's. -#}
{%- set prior_deals -%} cast({{ setting('deal_value_prior_deals') }} as double) {%- endset -%}
with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

pools as (select * from {{ ref('int_accounts_pooled') }}),

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

sources as (select * from {{ ref('int_sources_landed') }}),

segmented as (

    select
        accounts.account_id,
        accounts.industry,
        pools.pool

    from accounts
    inner join pools on accounts.account_id = pools.account_id

),

open_pipelines as (

    select
        account_id,
        sum(amount) as open_pipeline_value,
        max(probability) as max_open_probability,
        count(*) as open_opportunities

    from opportunities
    where not is_closed and account_id is not null
    group by account_id

),

won_deals as (

    select
        segmented.pool,
        segmented.industry,
        cast(opportunities.amount as double) as amount

    from opportunities
    inner join segmented on opportunities.account_id = segmented.account_id
    where opportunities.is_won and opportunities.amount is not null

),

book as (select avg(amount) as mean_value from won_deals),

pool_deals as (

    select
        pool,
        sum(amount) as won_value,
        count(*) as deals

    from won_deals
    group by pool

),

pool_means as (

    select
        pool_names.pool,
        (coalesce(pool_deals.won_value, 0) + {{ prior_deals }} * book.mean_value)
        / (coalesce(pool_deals.deals, 0) + {{ prior_deals }}) as mean_value

    from (select distinct pool from segmented) as pool_names
    left join pool_deals on pool_names.pool = pool_deals.pool
    cross join book

),

segment_deals as (

    select
        pool,
        industry,
        sum(amount) as won_value,
        count(*) as deals

    from won_deals
    where industry is not null
    group by pool, industry

),

final as (

    select
        segmented.account_id,
        -- nothing open is 0; unknown is what no amount, or no opportunity at all, was delivered for
        cast(
            case
                when not sources.is_landed then null
                when open_pipelines.open_opportunities is null then 0
                else open_pipelines.open_pipeline_value
            end as decimal(18, 2)
        ) as open_pipeline_value,
        open_pipelines.max_open_probability,
        {{ rounded_double(
            "(coalesce(segment_deals.won_value, 0) + " ~ prior_deals ~ " * pool_means.mean_value)"
            ~ " / (coalesce(segment_deals.deals, 0) + " ~ prior_deals ~ ")",
            2
        ) }} as expected_deal_value

    from segmented
    inner join pool_means on segmented.pool = pool_means.pool
    left join sources on sources.source_table = 'crm/opportunities'
    left join segment_deals
        on
            segmented.pool = segment_deals.pool
            and segmented.industry = segment_deals.industry
    left join open_pipelines on segmented.account_id = open_pipelines.account_id

)

select * from final
