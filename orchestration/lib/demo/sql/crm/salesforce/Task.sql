-- Mails and calls, logged when they were done.
select
    activity_id as "Id",
    account_id as "AccountId",
    contact_id as "WhoId",
    owner_id as "OwnerId",
    capitalised(lower(activity_type)) as "TaskSubtype",
    capitalised(lower(activity_type)) as "Type",
    case when not is_outbound then 'Inbound' when lower(activity_type) = 'call' then 'Outbound' end as "CallType",
    'Completed' as "Status",
    true as "IsClosed",
    occurred_at::date as "ActivityDate",
    occurred_at as "CompletedDateTime",
    occurred_at as "CreatedDate",
    false as "IsDeleted"
from crm__activities
where lower(activity_type) in ('email', 'call')
