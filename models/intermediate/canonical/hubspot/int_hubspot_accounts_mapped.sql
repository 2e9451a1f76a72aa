{{ config(materialized='ephemeral') }}
with

companies as (select * from {{ ref('stg_hubspot__companies') }}),

words as (select * from {{ ref('word_aliases') }}),

merged as (select * from {{ ref('int_hubspot_accounts_merged') }}),

final as (

    select
        'hubspot/companies' as source,
        companies.company_id as native_id,
        {{ namespaced('hubspot', 'companies.company_id') }} as account_id,
        {{ namespaced('hubspot', 'companies.parent_company_id') }} as parent_account_id,
        merged.merged_into_id,
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
        companies.currency,
        companies.annual_revenue,
        companies.employee_count,
        companies.is_strategic,
        companies.is_target_account,
        companies.do_not_contact,
        companies.is_deleted,
        companies.created_at,
        companies.updated_at,
        companies.recorded_on

    from companies
    left join merged on companies.company_id = merged.native_id
    left join words as types on {{ alias_of('types', 'account_type', 'companies.company_type') }}
    left join words as stages
        on {{ alias_of('stages', 'lifecycle_stage', 'companies.lifecycle_stage') }}

)

select * from final
