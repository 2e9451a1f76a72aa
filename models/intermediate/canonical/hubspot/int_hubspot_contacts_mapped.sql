{{ config(materialized='view') }}
with

words as (select * from {{ ref('word_aliases') }}),

-- of several buying roles, the one that HubSpot lists first
contacts as (

    select
        *,
        replace(split_part(buying_roles, ';', 1), '_', ' ') as first_role

    from {{ ref('stg_hubspot__contacts') }}

),

merged as (select * from {{ ref('int_hubspot_contacts_merged') }}),

final as (

    select
        'hubspot/contacts' as source,
        contacts.contact_id as native_id,
        {{ namespaced('hubspot', 'contacts.contact_id') }} as contact_id,
        {{ namespaced(
            'hubspot',
            "coalesce(contacts.company_id, split_part(contacts.associated_company_ids, ';', 1))"
        ) }} as account_id,
        contacts.email,
        contacts.email_domain,
        contacts.title,
        contacts.seniority,
        contacts.job_function as department,
        {{ canonical_word('roles', 'contacts.first_role') }} as buying_role,
        contacts.is_deleted or merged.contact_id is not null as is_deleted,
        contacts.created_at,
        contacts.updated_at,
        contacts.recorded_on

    from contacts
    left join words as roles on {{ alias_of('roles', 'buying_role', 'contacts.first_role') }}
    left join merged on contacts.contact_id = merged.merged_contact_id

)

select * from final
