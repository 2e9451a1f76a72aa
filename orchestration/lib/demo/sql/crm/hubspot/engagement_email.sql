select
    activity_id as engagement_id,
    occurred_at as property_hs_timestamp,
    if(is_outbound, 'EMAIL', 'INCOMING_EMAIL') as type,
    owner_id as property_hubspot_owner_id,
    false as _fivetran_deleted
from crm__activities
where lower(activity_type) = 'email'
