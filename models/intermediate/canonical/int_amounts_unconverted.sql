{#- Accounts and opportunities are converted here; orders and spend on the day they carry. -#}
with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

opportunities as (select * from {{ ref('int_opportunities_converted') }}),

accounts_converted as (select * from {{ ref('int_accounts_converted') }}),

orders as (select * from {{ ref('stg_finance__orders') }}),

spend as (select * from {{ ref('stg_marketing__spend') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

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
        orders.currency

    from orders
    left join rates on {{ rate_in_force('rates', 'orders.currency', 'orders.ordered_on') }}
    where rates.currency is null

    union all

    select
        'marketing/spend' as source_table,
        spend.currency

    from spend
    left join rates on {{ rate_in_force('rates', 'spend.currency', 'spend.spent_on') }}
    where rates.currency is null

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
