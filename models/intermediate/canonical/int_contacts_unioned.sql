{{ config(materialized='view') }}
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
] -%}
with

crm as (

    select
        'crm/contacts' as source,
        contact_id as native_id,
        *

    from {{ ref('stg_crm__contacts') }}

),

salesforce as (select * from {{ ref('int_salesforce_contacts_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_contacts_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
