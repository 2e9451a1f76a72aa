{#-
The largest table: an event meets only the lists that can tell its account; every list is held in memory while the
events pass. A column of text is what costs most, so what nearly every row would repeat is a number, or null.
-#}
with

engagement_events as (select * from {{ ref('int_engagement_events_unioned') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

contact_keys as (select * from {{ ref('int_contact_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

attached as (

    select
        engagement_events.*,
        coalesce(
            account_keys.account_id,
            contact_keys.account_id,
            by_email.account_id,
            by_domain.account_id
        ) as known_account_id,
        case
            when account_keys.account_id is not null then 1
            when contact_keys.account_id is not null then 2
            when by_email.account_id is not null then 3
            when by_domain.account_id is not null then 4
        end as evidence_order,
        contact_keys.person_key

    from engagement_events
    left join account_keys on engagement_events.account_id = account_keys.account_key
    left join contact_keys on engagement_events.contact_id = contact_keys.contact_key
    left join domains as by_email on engagement_events.email_domain = by_email.domain
    left join domains as by_domain on engagement_events.domain = by_domain.domain

),

final as (

    select
        nullif(source, 'engagement/events') as vendor_table,
        known_account_id as account_id,
        cast(evidence_order as smallint) as evidence_order,
        coalesce(person_key, email, contact_id) as contact_key,
        event_type as signal_type,
        -- only of interest where it led to no account
        case when known_account_id is null then email_domain end as email_domain,
        case when known_account_id is null then domain end as domain,
        cast(coalesce(strength, 1) as decimal(18, 6)) as strength,
        occurred_at,
        occurred_on

    from attached

)

select * from final
