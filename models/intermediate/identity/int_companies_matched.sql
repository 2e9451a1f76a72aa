{#- Where several companies carry an account's domains, the one on the account's own domain comes
    first, then the one on its website, then the one seen last. -#}
with

companies as (select * from {{ ref('int_companies_unioned') }}),

links as (select * from {{ ref('int_account_links') }}),

accounts as (select * from {{ ref('int_accounts_unioned') }}),

ranked as (

    select
        links.account_id,
        companies.*,
        row_number() over (
            partition by links.account_id
            order by
                case
                    when companies.domain = accounts.domain_normalised then 1
                    when companies.domain = accounts.website_domain then 2
                    else 3
                end,
                companies.observed_at desc nulls last,
                companies.employee_count desc nulls last,
                companies.company_key
        ) as company_order

    from links
    inner join companies on links.record_key = companies.company_key
    inner join accounts on links.account_id = accounts.account_id
    where links.source_table = 'firmographics/companies'

),

final as (

    select
        account_id,
        company_key,
        parent_company_key,
        industry,
        country,
        has_certifications,
        annual_revenue,
        employee_count,
        site_count,
        production_volume,
        estimated_budget

    from ranked
    where company_order = 1

)

select * from final
