with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

technologies as (

    select
        account_id,
        sum(case when is_in_use then coalesce(affinity, 0) else 0 end) as affinity

    from {{ ref('int_account_technologies') }}
    group by account_id

),

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
        cast(technologies.affinity as decimal(18, 4)) as technology_fit,
        certifications.certification_share as certification_fit,
        companies.estimated_budget as budget_capability

    from accounts
    left join companies on accounts.account_id = companies.account_id
    left join technologies on accounts.account_id = technologies.account_id
    left join certifications on accounts.account_id = certifications.account_id
    left join maturities on accounts.account_id = maturities.account_id

)

select * from final
