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

salesforce_contacts as (select * from {{ ref('stg_salesforce__contacts') }}),

words as (select * from {{ ref('word_aliases') }}),

crm as (

    select
        'crm/contacts' as source,
        contact_id as native_id,
        *

    from {{ ref('stg_crm__contacts') }}

),

-- the role a person plays in deals: as first contact, then as entered last
salesforce_roles as (

    select
        contact_id,
        role

    from {{ ref('stg_salesforce__opportunity_contact_roles') }}
    where not is_deleted and role is not null
    qualify row_number() over (
        partition by contact_id
        order by is_primary desc nulls last, created_at desc nulls last, role_id
    ) = 1

),

salesforce_people as (

    select
        contacts.*,
        coalesce(contacts.buying_role, roles.role) as role

    from salesforce_contacts as contacts
    left join salesforce_roles as roles on contacts.contact_id = roles.contact_id

),

salesforce as (

    select
        'salesforce/contacts' as source,
        people.contact_id as native_id,
        {{ namespaced('salesforce', 'people.contact_id') }} as contact_id,
        {{ namespaced('salesforce', 'people.account_id') }} as account_id,
        people.email,
        people.email_domain,
        people.title,
        people.seniority,
        people.department,
        {{ canonical_word('roles', 'people.role') }} as buying_role,
        people.is_deleted,
        people.created_at,
        people.updated_at,
        people.recorded_on

    from salesforce_people as people
    left join words as roles on {{ alias_of('roles', 'buying_role', 'people.role') }}

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
