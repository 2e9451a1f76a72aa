select
    contact_id as "Id",
    account_id as "AccountId",
    email as "Email",
    title as "Title",
    seniority as "Level__c",
    department as "Department",
    buying_role as "Buying_Role__c",
    created_at as "CreatedDate",
    updated_at as "LastModifiedDate",
    is_deleted as "IsDeleted"
from crm__contacts
