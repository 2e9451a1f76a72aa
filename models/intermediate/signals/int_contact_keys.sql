with

contacts as (

    select
        contact_id,
        native_id

    from {{ ref('int_contacts_unioned') }}

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
        links.account_id

    from known_contacts
    left join links on known_contacts.contact_id = links.contact_id

)

select * from final
