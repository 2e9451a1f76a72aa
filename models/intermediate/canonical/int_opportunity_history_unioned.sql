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
] -%}
with

crm as (

    select
        'crm/opportunity_history' as source,
        *

    from {{ ref('stg_crm__opportunity_history') }}

),

salesforce as (select * from {{ ref('int_salesforce_opportunity_history_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_opportunity_history_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
