{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'product_id',
    'product_name',
    'series',
    'currency',
    'list_price',
    'recorded_on',
] %}
{%- set mapped = ['int_salesforce_products_mapped'] -%}
with

crm as (

    select
        'crm/products' as source,
        *

    from {{ ref('stg_crm__products') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
