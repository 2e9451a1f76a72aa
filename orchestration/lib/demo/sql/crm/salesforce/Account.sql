select
    account_id as "Id",
    name as "Name",
    website as "Website",
    domain as "Domain__c",
    parent_account_id as "ParentId",
    merged_into_id as "MasterRecordId",
    owner_id as "OwnerId",
    case lower(account_type)
        when 'customer' then 'Customer - Direct'
        when 'partner' then 'Channel Partner / Reseller'
        else account_type
    end as "Type",
    lifecycle_stage as "Lifecycle_Stage__c",
    industry as "Industry",
    annual_revenue as "AnnualRevenue",
    employee_count as "NumberOfEmployees",
    country as "BillingCountry",
    region as "Region__c",
    city as "BillingCity",
    is_strategic as "Strategic_Account__c",
    is_target_account as "Target_Account__c",
    do_not_contact as "Do_Not_Contact__c",
    currency as "CurrencyIsoCode",
    created_at as "CreatedDate",
    updated_at as "LastModifiedDate",
    is_deleted or merged_into_id is not null as "IsDeleted"
from crm__accounts
