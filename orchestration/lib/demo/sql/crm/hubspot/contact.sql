select
    contact_id as id,
    account_id as property_associatedcompanyid,
    email as property_email,
    title as property_jobtitle,
    seniority as property_hs_seniority,
    department as property_department,
    case buying_role
        when 'economic_buyer' then 'DECISION_MAKER'
        when 'user' then 'END_USER'
        when 'procurement' then 'PURCHASING'
        else upper(buying_role)
    end as property_hs_buying_role,
    created_at as property_createdate,
    updated_at as property_lastmodifieddate,
    is_deleted as _fivetran_deleted
from crm__contacts
