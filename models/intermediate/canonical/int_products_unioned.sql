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

salesforce as (

    select
        'salesforce/products' as source,
        {{ namespaced('salesforce', 'product_id') }} as product_id,
        product_name,
        family as series,
        currency,
        cast(null as decimal(18, 2)) as list_price,
        cast(null as date) as recorded_on

    from {{ ref('stg_salesforce__products') }}
    where not is_deleted

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
