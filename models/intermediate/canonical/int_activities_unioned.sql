{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'activity_id',
    'account_id',
    'contact_id',
    'owner_id',
    'activity_type',
    'is_outbound',
    'occurred_at',
    'occurred_on',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/activities' as source,
        *

    from {{ ref('stg_crm__activities') }}

),

salesforce as (select * from {{ ref('int_salesforce_activities_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_activities_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
