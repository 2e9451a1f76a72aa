-- Many to many: the deal's own company is the primary one, its parent company stands beside it.
with

companies as (select distinct account_id, parent_account_id from crm__accounts),

deals as (select distinct opportunity_id, account_id from crm__opportunities where account_id is not null)

select
    opportunity_id as deal_id,
    account_id as company_id,
    unnest([341, 5]) as type_id,
    'HUBSPOT_DEFINED' as category
from deals
union all
select
    opportunity_id,
    companies.parent_account_id,
    341,
    'HUBSPOT_DEFINED'
from deals
inner join companies using (account_id)
where companies.parent_account_id is not null
