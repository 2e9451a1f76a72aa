with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

parents as (select * from {{ ref('int_account_parents') }}),

converted as (select * from {{ ref('int_accounts_converted') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

owners as (select * from {{ ref('int_owners_unioned') }}),

shared_hosts as (select * from {{ ref('free_mail_domains') }}),

final as (

    select
        accounts.account_id,
        parents.parent_account_id,
        accounts.owner_id,
        accounts.name as account_name,
        accounts.website,
        coalesce(
            case when shared_domain.domain is null then accounts.domain_normalised end,
            case when shared_website.domain is null then accounts.website_domain end
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
    left join shared_hosts as shared_domain on accounts.domain_normalised = shared_domain.domain
    left join shared_hosts as shared_website on accounts.website_domain = shared_website.domain

)

select * from final
