{#- The CRM wins: only the top of a CRM hierarchy can get a parent from enrichment, and of rings of
    such hierarchies one pointer is dropped, never one of the CRM's. -#}
with recursive

crm_parents as (select * from {{ ref('int_crm_parents') }}),

crm_hierarchies as (select * from {{ ref('int_crm_hierarchies') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

company_links as (

    select
        record_key as company_key,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'firmographics/companies' and account_id is not null

),

owned as (

    select
        companies.account_id,
        company_links.account_id as parent_account_id,
        owners.top_account_id as parent_top_account_id

    from companies
    inner join company_links on companies.parent_company_key = company_links.company_key
    inner join crm_hierarchies as owners on company_links.account_id = owners.account_id
    left join crm_parents on companies.account_id = crm_parents.account_id
    where crm_parents.account_id is null and owners.top_account_id <> companies.account_id

),

links as (

    select
        account_id as record_id,
        parent_top_account_id as parent_id

    from owned

),

{{ acyclic_parents('links') }},

final as (

    select
        account_id,
        parent_account_id,
        'crm' as parent_source

    from crm_parents

    union all

    select
        owned.account_id,
        owned.parent_account_id,
        'firmographics' as parent_source

    from owned
    inner join acyclic on owned.account_id = acyclic.record_id

)

select * from final
