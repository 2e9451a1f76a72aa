-- What stood in a calendar: meetings, and the kinds that the account has named, demos and visits.
select
    activity_id as engagement_id,
    occurred_at as start_time,
    'COMPLETED' as meeting_outcome,
    case lower(activity_type)
        when 'demo' then 'Product Demo'
        when 'visit' then 'Site Visit'
    end as property_hs_activity_type,
    owner_id as property_hubspot_owner_id,
    false as _fivetran_deleted
from crm__activities
where lower(activity_type) in ('meeting', 'demo', 'visit')
