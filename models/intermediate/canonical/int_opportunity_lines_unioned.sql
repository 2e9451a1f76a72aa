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

salesforce as (select * from {{ ref('int_salesforce_opportunity_lines_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
