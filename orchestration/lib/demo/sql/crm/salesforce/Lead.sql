select
    lead_id as "Id",
    company as "Company",
    email as "Email",
    website as "Website",
    source as "LeadSource",
    status as "Status",
    created_at as "CreatedDate",
    converted_at as "ConvertedDate",
    converted_account_id as "ConvertedAccountId",
    is_converted as "IsConverted",
    false as "IsDeleted"
from crm__leads
