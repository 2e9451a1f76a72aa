{#- A person is active who gave a signal worth points in the window: mail we sent, and opting out,
    are no activity. -#}
with

contacts as (select * from {{ ref('int_contacts_unioned') }}),

links as (select * from {{ ref('int_account_links') }}),

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_types as (select * from {{ ref('signal_types') }}),

role_titles as (select * from {{ ref('buying_role_titles') }}),

roles as (

    select lower(trim(role)) as buying_role

    from {{ ref('buying_roles') }}
    where is_required

),

active_people as (

    select distinct signals.contact_key

    from signals
    inner join signal_types on signals.signal_type = lower(trim(signal_types.signal_type))
    where
        signals.contact_key is not null
        and signal_types.points > 0
        and {{ days_between('signals.occurred_on', as_of()) }}
        <= cast({{ setting('committee_active_days') }} as integer)

),

members as (

    select
        links.account_id,
        contacts.contact_id,
        contacts.email,
        coalesce(contacts.buying_role, lower(trim(role_titles.role))) as buying_role

    from contacts
    inner join links
        on
            links.source_table = 'crm/contacts'
            and contacts.contact_id = links.record_key
    left join role_titles on lower(contacts.title) = lower(trim(role_titles.title))
    where links.account_id is not null and not contacts.is_deleted

),

covered as (

    select
        members.account_id,
        count(
            distinct case
                when by_id.contact_key is not null or by_email.contact_key is not null
                    then roles.buying_role
            end
        ) as roles_covered

    from members
    left join active_people as by_id on members.contact_id = by_id.contact_key
    left join active_people as by_email on members.email = by_email.contact_key
    left join roles on members.buying_role = roles.buying_role
    group by members.account_id

),

required as (select count(*) as roles_required from roles),

final as (

    select
        covered.account_id,
        covered.roles_covered,
        required.roles_required,
        {{ rounded_ratio('covered.roles_covered', 'required.roles_required', 4, 7) }} as coverage

    from covered
    cross join required

)

select * from final
