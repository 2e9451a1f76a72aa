{{ config(materialized='view') }}
with

orders as (select * from {{ ref('stg_finance__orders') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

final as (

    select
        orders.order_id,
        orders.account_id,
        orders.currency,
        orders.revenue as revenue_in_currency,
        {{ in_base_currency('orders.revenue', 'rates.rate_to_base') }} as revenue,
        {{ in_base_currency('orders.gross_margin', 'rates.rate_to_base') }} as gross_margin,
        orders.ordered_on

    from orders
    left join rates on {{ rate_in_force('rates', 'orders.currency', 'orders.ordered_on') }}

)

select * from final
