with

versions as (select * from {{ source('firmographics', 'companies') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='observed_at') | indent(4) }}

),

final as (

    select
        {{ trimmed('company_key') }} as company_key,
        {{ trimmed('parent_company_key') }} as parent_company_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('name') }} as company_name,
        {{ trimmed('industry') }} as industry,
        {{ trimmed('naics_code') }} as naics_code,
        {{ trimmed('country') }} as country,
        {{ trimmed('certifications') }} as certifications,
        {{ trimmed('ownership') }} as ownership,
        annual_revenue,
        employee_count,
        site_count,
        production_volume,
        estimated_budget,
        founded_year,
        growth_rate,
        observed_at,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from in_force

)

select * from final
