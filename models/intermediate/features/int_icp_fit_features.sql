with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

attached_installs as (

    select
        account_id,
        record_key as install_key

    from {{ ref('int_account_links') }}
    where source_table = 'technographics/installs' and account_id is not null

),

{{ technology_fit('attached_installs', 'account_id') }},

certifications as (select * from {{ ref('int_certifications_held') }}),

maturities as (select * from {{ ref('int_buying_maturities') }}),

final as (

    select
        accounts.account_id,
        accounts.industry,
        accounts.country,
        maturities.buying_maturity,
        accounts.annual_revenue,
        accounts.employee_count,
        companies.production_volume,
        companies.site_count,
        technology_fit.technology_fit,
        certifications.certification_share as certification_fit,
        companies.estimated_budget as budget_capability

    from accounts
    left join companies on accounts.account_id = companies.account_id
    left join technology_fit on accounts.account_id = technology_fit.account_id
    left join certifications on companies.company_key = certifications.company_key
    left join maturities on accounts.account_id = maturities.account_id

)

select * from final
