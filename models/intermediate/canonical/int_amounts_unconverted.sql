with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

opportunities as (select * from {{ ref('int_opportunities_converted') }}),

accounts_converted as (select * from {{ ref('int_accounts_converted') }}),

orders as (select * from {{ ref('int_orders_converted') }}),

spend as (select * from {{ ref('int_spend_converted') }}),

products as (select * from {{ ref('int_products_converted') }}),

amounts as (

    select
        'crm/accounts' as source_table,
        accounts.currency

    from accounts
    inner join accounts_converted on accounts.account_id = accounts_converted.account_id
    where accounts.annual_revenue is not null and accounts_converted.annual_revenue is null

    union all

    select
        'crm/opportunities' as source_table,
        currency

    from opportunities
    where amount_in_currency is not null and amount is null

    union all

    select
        'finance/orders' as source_table,
        currency

    from orders
    where revenue_in_currency is not null and revenue is null

    union all

    select
        'marketing/spend' as source_table,
        currency

    from spend
    where cost_in_currency is not null and cost is null

    union all

    select
        'crm/products' as source_table,
        currency

    from products
    where list_price_in_currency is not null and list_price is null

),

final as (

    select
        source_table,
        currency,
        count(*) as amounts

    from amounts
    group by source_table, currency

)

select * from final
