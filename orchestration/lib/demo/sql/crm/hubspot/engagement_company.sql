select
    activity_id as engagement_id,
    account_id as company_id
from crm__activities
where account_id is not null
