select
    activity_id as engagement_id,
    occurred_at as property_hs_timestamp,
    'COMPLETED' as property_hs_call_status,
    if(is_outbound, 'OUTBOUND', 'INBOUND') as property_hs_call_direction,
    owner_id as property_hubspot_owner_id,
    false as _fivetran_deleted
from crm__activities
where lower(activity_type) = 'call'
