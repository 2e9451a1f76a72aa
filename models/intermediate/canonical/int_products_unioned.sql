{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'product_id',
    'product_name',
    'series',
    'currency',
    'list_price',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/products' as source,
        *

    from {{ ref('stg_crm__products') }}

),

salesforce as (select * from {{ ref('int_salesforce_products_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
