{#- A person is active who gave a signal worth points: mail we sent, and opting out, are no
    activity. -#}
with

contacts as (select * from {{ ref('int_contacts_unioned') }}),

links as (select * from {{ ref('int_account_links') }}),

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_types as (select * from {{ ref('signal_types') }}),

role_titles as (select * from {{ ref('buying_role_titles') }}),

people as (

    select
        signals.contact_key,
        max(signals.occurred_on) as last_active_on

    from signals
    inner join signal_types on signals.signal_type = lower(trim(signal_types.signal_type))
    where signals.contact_key is not null and signal_types.points > 0
    group by signals.contact_key

),

final as (

    select
        contacts.contact_id,
        links.account_id,
        contacts.email,
        coalesce(contacts.buying_role, lower(trim(role_titles.role))) as buying_role,
        coalesce(lower(contacts.seniority), lower(trim(role_titles.seniority))) as seniority,
        greatest(
            coalesce(by_id.last_active_on, by_email.last_active_on),
            coalesce(by_email.last_active_on, by_id.last_active_on)
        ) as last_active_on

    from contacts
    inner join links
        on
            links.source_table = 'crm/contacts'
            and contacts.contact_id = links.record_key
    left join role_titles on lower(contacts.title) = lower(trim(role_titles.title))
    left join people as by_id on contacts.contact_id = by_id.contact_key
    left join people as by_email on contacts.email = by_email.contact_key
    where links.account_id is not null and not contacts.is_deleted

)

select * from final
