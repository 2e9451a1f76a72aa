-- Salesforce wants a closing date of open deals too: a hope.
select
    opportunity_id as "Id",
    account_id as "AccountId",
    owner_id as "OwnerId",
    name as "Name",
    case opportunity_type
        when 'new' then 'New Business'
        when 'expansion' then 'Existing Business'
        when 'renewal' then 'Renewal'
    end as "Type",
    stage as "StageName",
    amount as "Amount",
    currency as "CurrencyIsoCode",
    100 * probability as "Probability",
    is_closed as "IsClosed",
    is_won as "IsWon",
    coalesce(closed_at, created_at + interval 6 month)::date as "CloseDate",
    created_at as "CreatedDate",
    updated_at as "LastModifiedDate",
    is_deleted as "IsDeleted"
from crm__opportunities
