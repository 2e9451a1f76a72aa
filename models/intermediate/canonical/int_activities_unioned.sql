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

final as (

    {{ unioned(columns, ['crm']) | indent(4) }}

)

select * from final
