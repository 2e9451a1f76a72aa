{#- Where the revenue really comes from, against where the ICP points. Cumulative shares are made
    of cumulated values, so they end at exactly 1; a share is the step from one to the next.
    Segments that neither bought nor decided anything are left out of the dimension account. -#}
with

accounts as (select * from {{ ref('int_accounts_segmented') }}),

deals as (select * from {{ ref('int_deals_segmented') }}),

orders as (select * from {{ ref('int_orders_converted') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

scores as (select * from {{ ref('int_account_scores') }}),

resolved as (select * from {{ ref('int_accounts_resolved') }}),

orders_landed as (

    select is_landed

    from {{ ref('int_sources_landed') }}
    where source_table = 'finance/orders'

),

account_sums as (

    select
        accounts.dimension,
        coalesce(accounts.segment, '') as segment_key,
        count(*) as accounts,
        avg(cast(scores.icp_fit_score as double)) as mean_icp_fit

    from accounts
    left join scores on accounts.account_id = scores.account_id
    group by accounts.dimension, accounts.segment

),

deal_sums as (

    select
        dimension,
        coalesce(segment, '') as segment_key,
        count(case when outcome = 'won' then 1 end) as won,
        count(case when outcome = 'lost' then 1 end) as lost,
        coalesce(sum(case when outcome = 'won' then amount end), 0) as won_value,
        avg(case when outcome = 'won' then cast(amount as double) end) as mean_deal_size,
        median(case when outcome = 'won' then cycle_days end) as median_sales_cycle_days

    from deals
    group by dimension, segment

),

dimensions as (select distinct dimension from accounts),

order_sums as (

    select
        dimensions.dimension,
        coalesce(accounts.segment, '') as segment_key,
        count(*) as orders,
        coalesce(sum(orders.revenue), 0) as order_revenue

    from orders
    cross join dimensions
    left join account_keys on orders.account_id = account_keys.account_key
    left join accounts
        on
            dimensions.dimension = accounts.dimension
            and account_keys.account_id = accounts.account_id
    group by dimensions.dimension, accounts.segment

),

segments as (

    select
        dimension,
        segment_key

    from account_sums
    where dimension <> 'account'

    union distinct

    select
        dimension,
        segment_key

    from deal_sums

    union distinct

    select
        dimension,
        segment_key

    from order_sums

),

summed as (

    select
        segments.dimension,
        segments.segment_key,
        case when segments.dimension <> 'product' then coalesce(account_sums.accounts, 0) end
            as accounts,
        account_sums.mean_icp_fit,
        coalesce(deal_sums.won, 0) as won,
        coalesce(deal_sums.lost, 0) as lost,
        coalesce(deal_sums.won_value, 0) as won_value,
        deal_sums.mean_deal_size,
        deal_sums.median_sales_cycle_days,
        -- no file is no answer, and orders name no product
        case
            when orders_landed.is_landed and segments.dimension <> 'product'
                then coalesce(order_sums.orders, 0)
        end as orders,
        case
            when orders_landed.is_landed and segments.dimension <> 'product'
                then coalesce(order_sums.order_revenue, 0)
        end as order_revenue

    from segments
    cross join orders_landed
    left join account_sums
        on
            segments.dimension = account_sums.dimension
            and segments.segment_key = account_sums.segment_key
    left join deal_sums
        on
            segments.dimension = deal_sums.dimension
            and segments.segment_key = deal_sums.segment_key
    left join order_sums
        on
            segments.dimension = order_sums.dimension
            and segments.segment_key = order_sums.segment_key

),

cumulated as (

    select
        *,
        {{ cumulative('won_value') }} as won_value_so_far,
        {{ cumulative('order_revenue') }} as order_revenue_so_far,
        sum(won_value) over (partition by dimension) as won_value_in_all,
        sum(order_revenue) over (partition by dimension) as order_revenue_in_all,
        rank() over (
            partition by dimension
            order by won_value desc nulls last
        ) as won_value_rank,
        rank() over (
            partition by dimension
            order by round(mean_icp_fit, 2) desc nulls last
        ) as icp_fit_rank

    from summed

),

shared as (

    select
        *,
        {{ rounded_ratio('won_value_so_far', 'won_value_in_all', 6, 9) }} as won_cumulative_share,
        {{ rounded_ratio('won_value_so_far - won_value', 'won_value_in_all', 6, 9) }}
            as won_share_before,
        {{ rounded_ratio('order_revenue_so_far', 'order_revenue_in_all', 6, 9) }}
            as order_cumulative_share,
        {{ rounded_ratio('order_revenue_so_far - order_revenue', 'order_revenue_in_all', 6, 9) }}
            as order_share_before

    from cumulated

),

final as (

    select
        -- which segment
        shared.dimension,
        nullif(shared.segment_key, '') as segment,
        case
            when shared.dimension = 'account' then resolved.account_name
            else nullif(shared.segment_key, '')
        end as segment_name,
        cast(shared.accounts as bigint) as accounts,

        -- what it brought in deals
        cast(shared.won_value as decimal(18, 2)) as won_value,
        cast(shared.won_cumulative_share - shared.won_share_before as decimal(9, 6)) as won_share,
        shared.won_cumulative_share,
        cast(shared.won_value_rank as bigint) as won_value_rank,
        cast(shared.won as bigint) as won,
        cast(shared.lost as bigint) as lost,
        {{ rounded_ratio('shared.won', 'shared.won + shared.lost', 4, 7) }} as win_rate,
        {{ rounded_double('shared.mean_deal_size', 2) }} as mean_deal_size,
        {{ rounded_double('shared.median_sales_cycle_days', 1, 9) }} as median_sales_cycle_days,

        -- what it brought in orders
        cast(shared.orders as bigint) as orders,
        cast(shared.order_revenue as decimal(18, 2)) as order_revenue,
        cast(shared.order_cumulative_share - shared.order_share_before as decimal(9, 6))
            as order_share,
        shared.order_cumulative_share,

        -- where the ICP points
        {{ rounded_double('shared.mean_icp_fit', 2, 7) }} as mean_icp_fit_score,
        cast(case when shared.mean_icp_fit is not null then shared.icp_fit_rank end as bigint)
            as icp_fit_rank,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from shared
    left join resolved
        on case when shared.dimension = 'account' then shared.segment_key end = resolved.account_id

)

select * from final
