{%- set columns = [
    'source',
    'native_id',
    'contact_id',
    'account_id',
    'email',
    'email_domain',
    'title',
    'seniority',
    'department',
    'buying_role',
    'is_deleted',
    'created_at',
    'updated_at',
    'recorded_on',
] %}
{%- set mapped = ['int_salesforce_contacts_mapped', 'int_hubspot_contacts_mapped'] -%}
with

crm as (

    select
        'crm/contacts' as source,
        contact_id as native_id,
        *

    from {{ ref('stg_crm__contacts') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
