-- What stood in a calendar: meetings, demos, visits.
select
    activity_id as "Id",
    account_id as "AccountId",
    contact_id as "WhoId",
    owner_id as "OwnerId",
    case lower(activity_type)
        when 'meeting' then 'Meeting'
        when 'demo' then 'Product Demo'
        when 'visit' then 'Site Visit'
    end as "Type",
    occurred_at as "StartDateTime",
    occurred_at as "ActivityDateTime",
    occurred_at::date as "ActivityDate",
    occurred_at as "CreatedDate",
    false as "IsChild",
    false as "IsDeleted"
from crm__activities
where lower(activity_type) in ('meeting', 'demo', 'visit')
