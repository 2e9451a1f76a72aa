{#- The only model that reads the event tables whole: everything about signals starts here. -#}
with

engagement_events as (select * from {{ ref('int_engagement_events_unioned') }}),

activities as (select * from {{ ref('int_activities_unioned') }}),

surges as (select * from {{ ref('int_intent_surges_unioned') }}),

company_events as (select * from {{ ref('stg_company_events__events') }}),

machine_events as (select * from {{ ref('stg_installed_base__machine_events') }}),

contacts_unioned as (select * from {{ ref('int_contacts_unioned') }}),

contacts as (

    {{ known_ids('contacts_unioned', 'contact_id') | indent(4) }}

),

contact_links as (

    select
        record_key as contact_id,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'crm/contacts'

),

machines as (

    select
        record_key as machine_id,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'installed_base/machines'

),

company_event_links as (

    select
        record_key as event_key,
        account_id,
        matched_by

    from {{ ref('int_account_links') }}
    where source_table = 'company_events/events'

),

account_keys as (select * from {{ ref('int_account_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

records as (

    select
        'engagement/events' as source_table,
        source,
        account_id as account_key,
        contact_id,
        email,
        email_domain,
        domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        cast(null as string) as owner_id,
        event_type as signal_type,
        occurred_at,
        occurred_on,
        coalesce(strength, 1) as strength,
        cast(null as string) as event_name,
        cast(null as boolean) as is_outbound

    from engagement_events

    union all

    select
        'crm/activities' as source_table,
        source,
        account_id as account_key,
        contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        owner_id,
        activity_type as signal_type,
        occurred_at,
        occurred_on,
        1 as strength,
        cast(null as string) as event_name,
        is_outbound

    from activities

    union all

    select
        'intent/surges' as source_table,
        source,
        cast(null as string) as account_key,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        cast(null as string) as owner_id,
        'intent_surge' as signal_type,
        cast(null as timestamp) as occurred_at,
        observed_on as occurred_on,
        strength,
        topic as event_name,
        cast(null as boolean) as is_outbound

    from surges

    union all

    select
        'company_events/events' as source_table,
        'company_events/events' as source,
        cast(null as string) as account_key,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(null as string) as machine_id,
        event_key,
        cast(null as string) as owner_id,
        event_type as signal_type,
        cast(null as timestamp) as occurred_at,
        occurred_on,
        1 as strength,
        event_name,
        cast(null as boolean) as is_outbound

    from company_events

    union all

    select
        'installed_base/machine_events' as source_table,
        'installed_base/machine_events' as source,
        cast(null as string) as account_key,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        machine_id,
        cast(null as string) as event_key,
        cast(null as string) as owner_id,
        event_type as signal_type,
        cast(null as timestamp) as occurred_at,
        occurred_on,
        1 as strength,
        cast(null as string) as event_name,
        cast(null as boolean) as is_outbound

    from machine_events

),

attached as (

    select
        records.source_table,
        records.source,
        coalesce(
            account_keys.account_id,
            contact_links.account_id,
            by_email.account_id,
            by_domain.account_id,
            machines.account_id,
            company_event_links.account_id
        ) as account_id,
        case
            when account_keys.account_id is not null then 'account_id'
            when contact_links.account_id is not null then 'contact_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
            when machines.account_id is not null then 'machine_id'
            else company_event_links.matched_by
        end as matched_by,
        coalesce(contacts.contact_id, records.contact_id, records.email) as contact_key,
        records.signal_type,
        records.event_name,
        cast(records.strength as decimal(18, 6)) as strength,
        -- an activity counts as a conversation only when it is known with whom
        records.source_table <> 'crm/activities' or contacts.contact_id is not null as is_signal,
        records.owner_id,
        records.is_outbound,
        records.email_domain,
        records.domain,
        records.occurred_at,
        records.occurred_on

    from records
    left join account_keys on records.account_key = account_keys.account_key
    left join contacts on records.contact_id = contacts.known_id
    left join contact_links on contacts.contact_id = contact_links.contact_id
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain
    left join machines on records.machine_id = machines.machine_id
    left join company_event_links on records.event_key = company_event_links.event_key

),

final as (

    select
        source_table,
        source,
        account_id,
        matched_by,
        contact_key,
        signal_type,
        event_name,
        -- only of interest where it led to no account
        case when account_id is null then email_domain end as email_domain,
        case when account_id is null then domain end as domain,
        strength,
        is_signal,
        owner_id,
        is_outbound,
        occurred_at,
        occurred_on

    from attached

)

select * from final
