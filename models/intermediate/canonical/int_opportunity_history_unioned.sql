{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'opportunity_id',
    'stage',
    'amount',
    'changed_at',
    'changed_on',
    'expected_close_on',
    'recorded_on',
] %}
{%- set mapped = [
    'int_salesforce_opportunity_history_mapped',
    'int_hubspot_opportunity_history_mapped',
] -%}
with

crm as (

    select
        'crm/opportunity_history' as source,
        *

    from {{ ref('stg_crm__opportunity_history') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
