-- HubSpot names what a company has absorbed on the company that remains.
with

absorbed as (

    select
        merged_into_id as account_id,
        string_agg(distinct account_id, ';' order by account_id) as merged_ids
    from crm__accounts
    where merged_into_id is not null
    group by merged_into_id

)

select
    account_id as id,
    name as property_name,
    website as property_website,
    domain as property_domain,
    parent_account_id as property_hs_parent_company_id,
    owner_id as property_hubspot_owner_id,
    upper(account_type) as property_type,
    case lifecycle_stage
        when 'prospect' then 'marketingqualifiedlead'
        when 'evaluating' then 'opportunity'
        else lifecycle_stage
    end as property_lifecyclestage,
    industry as property_industry,
    annual_revenue as property_annualrevenue,
    currency as property_currency,
    employee_count as property_numberofemployees,
    country as property_country,
    region as property_state,
    city as property_city,
    is_target_account as property_hs_is_target_account,
    is_strategic as property_strategic_account,
    do_not_contact as property_do_not_contact,
    created_at as property_createdate,
    updated_at as property_hs_lastmodifieddate,
    merged_ids as property_hs_merged_object_ids,
    is_deleted or merged_into_id is not null as is_deleted
from crm__accounts
left join absorbed using (account_id)
