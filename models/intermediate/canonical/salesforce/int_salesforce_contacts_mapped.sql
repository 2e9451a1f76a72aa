{{ config(materialized='ephemeral') }}
with

contacts as (select * from {{ ref('stg_salesforce__contacts') }}),

words as (select * from {{ ref('word_aliases') }}),

-- the role a person plays in deals: as first contact, then as entered last
roles as (

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

people as (

    select
        contacts.*,
        coalesce(contacts.buying_role, roles.role) as role

    from contacts
    left join roles on contacts.contact_id = roles.contact_id

),

final as (

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
        {{ canonical_word('meanings', 'people.role') }} as buying_role,
        people.is_deleted,
        people.created_at,
        people.updated_at,
        people.recorded_on

    from people
    left join words as meanings on {{ alias_of('meanings', 'buying_role', 'people.role') }}

)

select * from final
