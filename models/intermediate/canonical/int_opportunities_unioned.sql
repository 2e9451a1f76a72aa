{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'opportunity_id',
    'account_id',
    'product_id',
    'owner_id',
    'opportunity_name',
    'opportunity_type',
    'stage',
    'currency',
    'amount',
    'probability',
    'is_closed',
    'is_won',
    'is_deleted',
    'created_at',
    'closed_at',
    'updated_at',
    'created_on',
    'closed_on',
    'updated_on',
    'recorded_on',
] %}
{%- set mapped = ['int_salesforce_opportunities_mapped', 'int_hubspot_opportunities_mapped'] -%}
with

crm as (

    select
        'crm/opportunities' as source,
        *

    from {{ ref('stg_crm__opportunities') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
