select
    activity_id as engagement_id,
    contact_id as contact_id
from crm__activities
where contact_id is not null
