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

hubspot as (select * from {{ ref('int_hubspot_owners_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'hubspot']) | indent(4) }}

)

select * from final
