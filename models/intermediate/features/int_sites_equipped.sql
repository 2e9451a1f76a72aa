{#- A machine record names no site: each account of a hierarchy that runs one of our machines is one
    equipped site. A vendor counts the sites of the whole group, so the largest count in the
    hierarchy is the group's. -#}
with

machines as (select * from {{ ref('stg_installed_base__machines') }}),

links as (select * from {{ ref('int_account_links') }}),

hierarchies as (select * from {{ ref('int_account_hierarchies') }}),

companies as (select * from {{ ref('int_companies_matched') }}),

equipped as (

    select distinct links.account_id

    from machines
    inner join links
        on
            links.source_table = 'installed_base/machines'
            and machines.machine_id = links.record_key
    where
        {{ is_our_machine('machines.manufacturer') }}
        and coalesce(machines.decommissioned_on > {{ as_of() }}, true)

),

final as (

    select
        hierarchies.top_account_id,
        greatest(count(*), max(companies.site_count)) as sites,
        count(equipped.account_id) as sites_equipped,
        max(companies.site_count) is not null as is_known

    from hierarchies
    left join companies on hierarchies.account_id = companies.account_id
    left join equipped on hierarchies.account_id = equipped.account_id
    group by hierarchies.top_account_id

)

select * from final
