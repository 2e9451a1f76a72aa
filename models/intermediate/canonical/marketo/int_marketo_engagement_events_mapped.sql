{{ config(materialized='ephemeral') }}
with

activities as (select * from {{ ref('stg_marketo__activities') }}),

leads as (select * from {{ ref('stg_marketo__leads') }}),

merged as (select * from {{ ref('int_marketo_leads_merged') }}),

campaigns as (select * from {{ ref('stg_marketo__campaigns') }}),

typed as (

    select
        activities.*,
        -- Marketo's ids of the standard types are the same in every instance
        case activities.activity_type_id
            when 1 then 'web_visit'
            when 2 then 'form_submission'
            when 3 then 'web_link_click'
            when 6 then 'email_sent'
            when 7 then 'email_delivered'
            when 8 then 'email_bounced'
            when 9 then 'unsubscribe'
            when 10 then 'email_open'
            when 11 then 'email_click'
            when 27 then 'email_bounced_soft'
            else 'marketo_activity_' || cast(activities.activity_type_id as string)
        end as event_type,
        coalesce(merged.lead_id, activities.lead_id) as person_id

    from activities
    left join merged on activities.lead_id = merged.merged_lead_id

),

final as (

    select
        'marketo/activities' as source,
        {{ namespaced('marketo', 'typed.activity_id') }} as event_key,
        leads.sfdc_account_id as account_id,
        coalesce(leads.sfdc_contact_id, {{ namespaced('marketo', 'typed.person_id') }})
            as contact_id,
        leads.email,
        leads.email_domain,
        leads.domain,
        case
            when typed.is_bot_activity then concat(typed.event_type, '_by_bot')
            else typed.event_type
        end as event_type,
        typed.url,
        coalesce(campaigns.campaign_name, typed.campaign_id) as campaign,
        cast(null as decimal(18, 6)) as strength,
        typed.occurred_at,
        {{ utc_date('typed.occurred_at') }} as occurred_on,
        {{ recorded_on(['typed.occurred_at']) }} as recorded_on

    from typed
    left join leads on typed.person_id = leads.lead_id
    left join campaigns on typed.campaign_id = campaigns.campaign_id

)

select * from final
