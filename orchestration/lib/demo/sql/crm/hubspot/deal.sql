-- HubSpot wants a closing date of open deals too: a hope. Won and lost are matters of the stage.
select
    opportunity_id as deal_id,
    name as property_dealname,
    'default' as deal_pipeline_id,
    hubspot_stage(stage) as deal_pipeline_stage_id,
    owner_id as owner_id,
    case opportunity_type
        when 'new' then 'newbusiness'
        when 'expansion' then 'existingbusiness'
        else opportunity_type
    end as property_dealtype,
    amount as property_amount,
    currency as property_deal_currency_code,
    probability as property_hs_deal_stage_probability,
    coalesce(closed_at, created_at + interval 6 month) as property_closedate,
    created_at as property_createdate,
    updated_at as property_hs_lastmodifieddate,
    is_deleted
from crm__opportunities
