{#- Events know a person by the CRM's id, by an address, or by both: the address stands for the
    person, unless contacts share it (info@). A record that the CRM deleted is not another one. -#}
with

contacts as (

    select
        contact_id,
        native_id,
        email,
        is_deleted

    from {{ ref('int_contacts_unioned') }}

),

shared_emails as (

    select email

    from contacts
    where email is not null and not is_deleted
    group by email
    having count(*) > 1

),

links as (

    select
        record_key as contact_id,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'crm/contacts'

),

known_contacts as (

    {{ known_ids('contacts', 'contact_id') | indent(4) }}

),

final as (

    select
        known_contacts.known_id as contact_key,
        known_contacts.contact_id,
        coalesce(
            case when shared_emails.email is null then contacts.email end,
            contacts.contact_id
        ) as person_key,
        links.account_id

    from known_contacts
    inner join contacts on known_contacts.contact_id = contacts.contact_id
    left join shared_emails on contacts.email = shared_emails.email
    left join links on known_contacts.contact_id = links.contact_id

)

select * from final
