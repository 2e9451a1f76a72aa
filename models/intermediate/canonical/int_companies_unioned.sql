with

companies as (select * from {{ ref('stg_firmographics__companies') }}),

industries as (select * from {{ ref('industry_aliases') }}),

countries as (select * from {{ ref('country_aliases') }}),

final as (

    select
        companies.company_key,
        companies.parent_company_key,
        companies.domain,
        coalesce(industries.industry, lower(companies.industry)) as industry,
        countries.country,
        companies.certifications is not null as has_certifications,
        companies.annual_revenue,
        companies.employee_count,
        companies.site_count,
        companies.production_volume,
        companies.estimated_budget,
        companies.observed_at,
        companies.recorded_on

    from companies
    left join industries on lower(companies.industry) = industries.alias
    left join countries on lower(companies.country) = countries.alias

)

select * from final
