select
    opportunity_id || '-' || strftime(changed_at, '%Y%m%d%H%M%S') as "Id",
    opportunity_id as "OpportunityId",
    stage as "StageName",
    amount as "Amount",
    close_date as "CloseDate",
    changed_at as "CreatedDate",
    false as "IsDeleted"
from crm__opportunity_history
