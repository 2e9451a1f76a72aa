with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

companies as (select * from {{ ref('stg_firmographics__companies') }}),

aliases as (select * from {{ ref('country_aliases') }}),

countries as (

    select
        'crm/accounts' as source_table,
        lower(country) as country

    from accounts

    union all

    select
        'firmographics/companies' as source_table,
        lower(country) as country

    from companies

),

final as (

    select
        countries.source_table,
        countries.country,
        count(*) as rows

    from countries
    left join aliases on countries.country = aliases.alias
    where
        countries.country is not null
        and aliases.alias is null
    group by countries.source_table, countries.country

)

select * from final
