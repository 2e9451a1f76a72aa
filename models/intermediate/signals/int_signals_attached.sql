{#- The only model that reads the event tables whole: everything about signals starts here. -#}
with

engagement_events as (select * from {{ ref('stg_engagement__events') }}),

activities as (select * from {{ ref('stg_crm__activities') }}),

surges as (select * from {{ ref('stg_intent__surges') }}),

company_events as (select * from {{ ref('stg_company_events__events') }}),

machine_events as (select * from {{ ref('stg_installed_base__machine_events') }}),

contacts as (

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

merges as (select * from {{ ref('int_account_merges') }}),

domains as (select * from {{ ref('int_account_domains') }}),

records as (

    select
        'engagement/events' as source_table,
        account_id as crm_account_id,
        contact_id,
        email,
        email_domain,
        domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        event_type as signal_type,
        occurred_on,
        coalesce(strength, 1) as strength,
        cast(null as string) as event_name

    from engagement_events

    union all

    select
        'crm/activities' as source_table,
        account_id as crm_account_id,
        contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        activity_type as signal_type,
        occurred_on,
        1 as strength,
        cast(null as string) as event_name

    from activities

    union all

    select
        'intent/surges' as source_table,
        cast(null as string) as crm_account_id,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        domain,
        cast(null as string) as machine_id,
        cast(null as string) as event_key,
        'intent_surge' as signal_type,
        observed_on as occurred_on,
        strength,
        topic as event_name

    from surges

    union all

    select
        'company_events/events' as source_table,
        cast(null as string) as crm_account_id,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(null as string) as machine_id,
        event_key,
        event_type as signal_type,
        occurred_on,
        1 as strength,
        event_name

    from company_events

    union all

    select
        'installed_base/machine_events' as source_table,
        cast(null as string) as crm_account_id,
        cast(null as string) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        machine_id,
        cast(null as string) as event_key,
        event_type as signal_type,
        occurred_on,
        1 as strength,
        cast(null as string) as event_name

    from machine_events

),

final as (

    select
        records.source_table,
        coalesce(
            merges.account_id,
            contacts.account_id,
            by_email.account_id,
            by_domain.account_id,
            machines.account_id,
            company_event_links.account_id
        ) as account_id,
        case
            when merges.account_id is not null then 'account_id'
            when contacts.account_id is not null then 'contact_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
            when machines.account_id is not null then 'machine_id'
            else company_event_links.matched_by
        end as matched_by,
        coalesce(records.contact_id, records.email) as contact_key,
        records.signal_type,
        records.event_name,
        cast(records.strength as decimal(18, 6)) as strength,
        -- an activity counts as a conversation only when it is known with whom
        records.source_table <> 'crm/activities' or contacts.contact_id is not null as is_signal,
        records.occurred_on

    from records
    left join merges on records.crm_account_id = merges.crm_account_id
    left join contacts on records.contact_id = contacts.contact_id
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain
    left join machines on records.machine_id = machines.machine_id
    left join company_event_links on records.event_key = company_event_links.event_key

)

select * from final
