{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'owner_id',
    'owner_name',
    'role',
    'region',
    'team',
    'is_active',
    'recorded_on',
] %}
{%- set mapped = ['int_salesforce_owners_mapped', 'int_hubspot_owners_mapped'] -%}
with

crm as (

    select
        'crm/owners' as source,
        *

    from {{ ref('stg_crm__owners') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
