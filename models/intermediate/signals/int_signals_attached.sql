{#-
The only model that reads the event tables whole: everything about signals starts here. A signal meets only the lists
that can tell its account; every list is held in memory while the signals pass.
-#}
with

engagement_events as (select * from {{ ref('int_engagement_events_unioned') }}),

activities as (select * from {{ ref('int_activities_unioned') }}),

surges as (select * from {{ ref('int_intent_surges_unioned') }}),

company_events as (select * from {{ ref('stg_company_events__events') }}),

machine_events as (select * from {{ ref('stg_installed_base__machine_events') }}),

contacts as (

    select
        contact_id,
        native_id

    from {{ ref('int_contacts_unioned') }}

),

known_contacts as (

    {{ known_ids('contacts', 'contact_id') | indent(4) }}

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

people as (

    select
        known_contacts.known_id,
        known_contacts.contact_id,
        contact_links.account_id

    from known_contacts
    left join contact_links on known_contacts.contact_id = contact_links.contact_id

),

interactions as (

    select
        'engagement/events' as source_table,
        source,
        account_id as account_key,
        contact_id,
        email,
        email_domain,
        domain,
        cast(null as string) as owner_id,
        event_type as signal_type,
        occurred_at,
        occurred_on,
        coalesce(strength, 1) as strength,
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
        owner_id,
        activity_type as signal_type,
        occurred_at,
        occurred_on,
        1 as strength,
        is_outbound

    from activities

),

attached as (

    select
        interactions.source_table,
        interactions.source,
        coalesce(
            account_keys.account_id, people.account_id, by_email.account_id, by_domain.account_id
        ) as account_id,
        case
            when account_keys.account_id is not null then 'account_id'
            when people.account_id is not null then 'contact_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by,
        coalesce(people.contact_id, interactions.contact_id, interactions.email) as contact_key,
        interactions.signal_type,
        cast(null as string) as event_name,
        interactions.email_domain,
        interactions.domain,
        interactions.strength,
        -- an activity counts as a conversation only when it is known with whom
        interactions.source_table <> 'crm/activities' or people.contact_id is not null as is_signal,
        interactions.owner_id,
        interactions.is_outbound,
        interactions.occurred_at,
        interactions.occurred_on

    from interactions
    left join account_keys on interactions.account_key = account_keys.account_key
    left join people on interactions.contact_id = people.known_id
    left join domains as by_email on interactions.email_domain = by_email.domain
    left join domains as by_domain on interactions.domain = by_domain.domain

    union all

    select
        'intent/surges' as source_table,
        surges.source,
        domains.account_id,
        case when domains.account_id is not null then 'domain' end as matched_by,
        cast(null as string) as contact_key,
        'intent_surge' as signal_type,
        surges.topic as event_name,
        cast(null as string) as email_domain,
        surges.domain,
        surges.strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        surges.observed_on as occurred_on

    from surges
    left join domains on surges.domain = domains.domain

    union all

    select
        'company_events/events' as source_table,
        'company_events/events' as source,
        company_event_links.account_id,
        company_event_links.matched_by,
        cast(null as string) as contact_key,
        company_events.event_type as signal_type,
        company_events.event_name,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        1 as strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        company_events.occurred_on

    from company_events
    left join company_event_links on company_events.event_key = company_event_links.event_key

    union all

    select
        'installed_base/machine_events' as source_table,
        'installed_base/machine_events' as source,
        machines.account_id,
        case when machines.account_id is not null then 'machine_id' end as matched_by,
        cast(null as string) as contact_key,
        machine_events.event_type as signal_type,
        cast(null as string) as event_name,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        1 as strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        machine_events.occurred_on

    from machine_events
    left join machines on machine_events.machine_id = machines.machine_id

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
        cast(strength as decimal(18, 6)) as strength,
        is_signal,
        owner_id,
        is_outbound,
        occurred_at,
        occurred_on

    from attached

)

select * from final
