{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'line_id',
    'opportunity_id',
    'product_id',
    'quantity',
    'unit_price',
    'is_option',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/opportunity_lines' as source,
        *

    from {{ ref('stg_crm__opportunity_lines') }}

),

salesforce as (

    select
        'salesforce/opportunity_line_items' as source,
        {{ namespaced('salesforce', 'line_id') }} as line_id,
        {{ namespaced('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ namespaced('salesforce', 'product_id') }} as product_id,
        quantity,
        unit_price,
        is_option,
        cast(null as date) as recorded_on

    from {{ ref('stg_salesforce__opportunity_line_items') }}
    where not is_deleted

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
