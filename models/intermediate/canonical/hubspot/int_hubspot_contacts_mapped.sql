{{ config(materialized='view') }}
with

contacts as (select * from {{ ref('stg_hubspot__contacts') }}),

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
        -- somebody with several roles has the one that decides most
        case
            when contacts.buying_roles like '%decision_maker%' then 'economic_buyer'
            when contacts.buying_roles like '%budget_holder%' then 'economic_buyer'
            when contacts.buying_roles like '%champion%' then 'champion'
            when contacts.buying_roles like '%end_user%' then 'user'
            else contacts.buying_roles
        end as buying_role,
        contacts.is_deleted or merged.contact_id is not null as is_deleted,
        contacts.created_at,
        contacts.updated_at,
        contacts.recorded_on

    from contacts
    left join merged on contacts.contact_id = merged.merged_contact_id

)

select * from final
