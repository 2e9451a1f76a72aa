{{ config(materialized='view') }}
with

leads as (select * from {{ ref('stg_marketo__leads') }}),

merged as (select * from {{ ref('int_marketo_leads_merged') }}),

deletions as (select distinct lead_id from {{ ref('stg_marketo__lead_deletions') }}),

final as (

    select
        'marketo/leads' as source,
        {{ namespaced('marketo', 'leads.lead_id') }} as lead_id,
        leads.sfdc_account_id as converted_account_id,
        leads.company_name,
        leads.email,
        leads.email_domain,
        leads.domain,
        leads.lead_source,
        leads.status,
        leads.sfdc_account_id is not null as is_converted,
        leads.created_at,
        cast(null as timestamp) as converted_at,
        {{ utc_date('leads.created_at') }} as created_on,
        cast(null as date) as converted_on,
        leads.recorded_on

    from leads
    left join merged on leads.lead_id = merged.merged_lead_id
    left join deletions on leads.lead_id = deletions.lead_id
    where
        not leads.is_deleted
        and merged.lead_id is null
        and deletions.lead_id is null

)

select * from final
