{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'owner_id',
    'owner_name',
    'role',
    'region',
    'team',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/owners' as source,
        *

    from {{ ref('stg_crm__owners') }}

),

salesforce as (select * from {{ ref('int_salesforce_owners_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_owners_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
