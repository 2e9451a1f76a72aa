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
] %}
{%- set mapped = ['int_salesforce_activities_mapped', 'int_hubspot_activities_mapped'] -%}
with

crm as (

    select
        'crm/activities' as source,
        *

    from {{ ref('stg_crm__activities') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
