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

final as (

    {{ unioned(columns, ['crm']) | indent(4) }}

)

select * from final
