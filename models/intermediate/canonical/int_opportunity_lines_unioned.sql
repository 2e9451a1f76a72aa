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
] %}
{%- set mapped = ['int_salesforce_opportunity_lines_mapped'] -%}
with

crm as (

    select
        'crm/opportunity_lines' as source,
        *

    from {{ ref('stg_crm__opportunity_lines') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
