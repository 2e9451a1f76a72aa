{{ config(materialized='view') }}
with

products as (select * from {{ ref('int_products_unioned') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

final as (

    select
        products.product_id,
        products.currency,
        products.list_price as list_price_in_currency,
        {{ in_base_currency('products.list_price', 'rates.rate_to_base') }} as list_price

    from products
    left join rates on {{ rate_in_force('rates', 'products.currency', as_of()) }}

)

select * from final
