with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

parents as (select * from {{ ref('int_account_parents') }}),

converted as (select * from {{ ref('int_accounts_converted') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

owners as (select * from {{ ref('int_owners_unioned') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

final as (

    select
        accounts.account_id,
        parents.parent_account_id,
        accounts.owner_id,
        accounts.name as account_name,
        accounts.website,
        coalesce(
            case when not hosts.is_shared then hosts.host end,
            case when not websites.is_shared then websites.host end
        ) as domain,
        owners.owner_name,
        owners.team,
        lower(accounts.account_type) as account_type,
        lower(accounts.lifecycle_stage) as lifecycle_stage,
        coalesce(converted.industry, companies.industry) as industry,
        coalesce(converted.country, companies.country) as country,
        accounts.region,
        accounts.city,
        accounts.currency,
        coalesce(converted.annual_revenue, companies.annual_revenue) as annual_revenue,
        coalesce(accounts.employee_count, companies.employee_count) as employee_count,
        accounts.is_strategic,
        coalesce(accounts.is_target_account, false) as is_target_account,
        coalesce(accounts.do_not_contact, false) as do_not_contact,
        coalesce(accounts.is_deleted, false) as is_deleted,
        accounts.created_at,
        accounts.updated_at

    from accounts
    inner join merges
        on
            accounts.account_id = merges.crm_account_id
            and accounts.account_id = merges.account_id
    inner join converted on accounts.account_id = converted.account_id
    left join parents on accounts.account_id = parents.account_id
    left join companies on accounts.account_id = companies.account_id
    left join owners on accounts.owner_id = owners.owner_id
    left join hosts on accounts.domain_normalised = hosts.host
    left join hosts as websites on accounts.website_domain = websites.host

)

select * from final
