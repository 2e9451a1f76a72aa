{{ config(materialized='ephemeral') }}
with

email_events as (select * from {{ ref('stg_hubspot__email_events') }}),

clicks as (select * from {{ ref('stg_hubspot__email_event_clicks') }}),

status_changes as (select * from {{ ref('stg_hubspot__email_event_status_changes') }}),

campaigns as (select * from {{ ref('stg_hubspot__email_campaigns') }}),

submissions as (select * from {{ ref('stg_hubspot__form_submissions') }}),

merged as (select * from {{ ref('int_hubspot_contacts_merged') }}),

events as (

    select
        'hubspot/email_events' as source,
        email_events.event_id,
        cast(null as string) as contact_id,
        email_events.email,
        email_events.email_domain,
        case
            when status_changes.subscription_status = 'unsubscribed' then 'unsubscribe'
            when email_events.is_filtered
                then 'email_' || email_events.event_type || '_filtered'
            else 'email_' || email_events.event_type
        end as event_type,
        clicks.url,
        coalesce(campaigns.campaign_name, email_events.email_campaign_id) as campaign,
        email_events.occurred_at

    from email_events
    left join clicks on email_events.event_id = clicks.event_id
    left join status_changes on email_events.event_id = status_changes.event_id
    left join campaigns on email_events.email_campaign_id = campaigns.email_campaign_id

    union all

    select
        'hubspot/form_submissions' as source,
        submissions.submission_key as event_id,
        coalesce(merged.contact_id, submissions.contact_id) as contact_id,
        cast(null as string) as email,
        cast(null as string) as email_domain,
        'form_submission' as event_type,
        submissions.url,
        coalesce(submissions.form_title, submissions.form_id) as campaign,
        submissions.occurred_at

    from submissions
    left join merged on submissions.contact_id = merged.merged_contact_id

),

final as (

    select
        source,
        {{ namespaced('hubspot', 'event_id') }} as event_key,
        cast(null as string) as account_id,
        {{ namespaced('hubspot', 'contact_id') }} as contact_id,
        email,
        email_domain,
        cast(null as string) as domain,
        event_type,
        url,
        campaign,
        cast(null as decimal(18, 6)) as strength,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from events

)

select * from final
