with

versions as (select * from {{ source('hubspot', 'companies') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='lastmodifieddate') | indent(4) }}

),

final as (

    select
        {{ trimmed('company_id') }} as company_id,
        {{ trimmed('parent_company_id') }} as parent_company_id,
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('name') }} as company_name,
        {{ trimmed('website') }} as website,
        {{ normalised_domain('website') }} as website_domain,
        {{ trimmed('domain') }} as domain,
        {{ normalised_domain('domain') }} as domain_normalised,
        lower({{ trimmed('type') }}) as company_type,
        lower({{ trimmed('lifecyclestage') }}) as lifecycle_stage,
        {{ trimmed('industry') }} as industry,
        {{ trimmed('country') }} as country,
        {{ trimmed('state') }} as state,
        {{ trimmed('city') }} as city,
        {{ trimmed('merged_company_ids') }} as merged_company_ids,
        annualrevenue as annual_revenue,
        numberofemployees as employee_count,
        is_target_account,
        coalesce(is_deleted, false) as is_deleted,
        createdate as created_at,
        lastmodifieddate as updated_at,
        {{ recorded_on(['createdate', 'lastmodifieddate']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('createdate') }}

)

select * from final
