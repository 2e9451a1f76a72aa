{{ config(materialized='view') }}
with

companies as (select * from {{ ref('stg_hubspot__companies') }}),

words as (select * from {{ ref('word_aliases') }}),

merged as (

    select
        company_id as surviving_company_id,
        {{ unnested_list('merged_company_ids') }} as company_id

    from companies
    where merged_company_ids is not null

),

survivors as (

    select
        company_id,
        min(surviving_company_id) as surviving_company_id

    from merged
    group by company_id

),

final as (

    select
        'hubspot/companies' as source,
        companies.company_id as native_id,
        {{ namespaced('hubspot', 'companies.company_id') }} as account_id,
        {{ namespaced('hubspot', 'companies.parent_company_id') }} as parent_account_id,
        {{ namespaced('hubspot', 'survivors.surviving_company_id') }} as merged_into_id,
        {{ namespaced('hubspot', 'companies.owner_id') }} as owner_id,
        companies.company_name as name,
        companies.website,
        companies.website_domain,
        companies.domain,
        companies.domain_normalised,
        {{ canonical_word('types', 'companies.company_type') }} as account_type,
        {{ canonical_word('stages', 'companies.lifecycle_stage') }} as lifecycle_stage,
        companies.industry,
        companies.country,
        companies.state as region,
        companies.city,
        cast(null as string) as currency,
        companies.annual_revenue,
        companies.employee_count,
        cast(null as boolean) as is_strategic,
        companies.is_target_account,
        cast(null as boolean) as do_not_contact,
        companies.is_deleted,
        companies.created_at,
        companies.updated_at,
        companies.recorded_on

    from companies
    left join survivors on companies.company_id = survivors.company_id
    left join words as types on {{ alias_of('types', 'account_type', 'companies.company_type') }}
    left join words as stages
        on {{ alias_of('stages', 'lifecycle_stage', 'companies.lifecycle_stage') }}

)

select * from final
