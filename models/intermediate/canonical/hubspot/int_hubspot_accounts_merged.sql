{{ config(materialized='view') }}
with

companies as (select * from {{ ref('stg_hubspot__companies') }}),

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
    where company_id <> surviving_company_id
    group by company_id

),

final as (

    select
        2 as told_order,
        company_id as native_id,
        {{ namespaced('hubspot', 'company_id') }} as crm_account_id,
        {{ namespaced('hubspot', 'surviving_company_id') }} as merged_into_id

    from survivors

)

select * from final
