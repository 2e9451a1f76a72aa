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
] -%}
with

crm as (

    select
        'crm/opportunities' as source,
        *

    from {{ ref('stg_crm__opportunities') }}

),

salesforce as (select * from {{ ref('int_salesforce_opportunities_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_opportunities_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
