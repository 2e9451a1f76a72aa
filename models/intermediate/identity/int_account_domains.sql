with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

hierarchies as (select * from {{ ref('int_crm_hierarchies') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

spellings as (

    select
        account_id,
        domain_normalised as domain

    from accounts

    union all

    select
        account_id,
        website_domain as domain

    from accounts

),

-- who has a host name below a domain carries the domain, after those that have the domain itself
carriers as (

    select
        hosts.host as domain,
        merges.account_id,
        0 as distance

    from spellings
    inner join merges on spellings.account_id = merges.crm_account_id
    inner join hosts on spellings.domain = hosts.host
    where not hosts.is_shared

    union

    select
        hosts.domain,
        merges.account_id,
        1 as distance

    from spellings
    inner join merges on spellings.account_id = merges.crm_account_id
    inner join hosts on spellings.domain = hosts.host
    where not hosts.is_shared and hosts.domain <> hosts.host

),

-- the highest carrier of each hierarchy, then the one with most employees among these; who was
-- deleted carries what nobody else does
ranked as (

    select
        carriers.domain,
        carriers.account_id,
        carriers.distance,
        case when accounts.is_deleted then 1 else 0 end as deleted,
        accounts.employee_count,
        row_number() over (
            partition by carriers.domain, hierarchies.top_account_id
            order by
                case when accounts.is_deleted then 1 else 0 end,
                carriers.distance,
                hierarchies.depth,
                accounts.employee_count desc nulls last,
                carriers.account_id
        ) as hierarchy_order

    from carriers
    inner join hierarchies on carriers.account_id = hierarchies.account_id
    inner join accounts on carriers.account_id = accounts.account_id

),

chosen as (

    select
        domain,
        account_id,
        row_number() over (
            partition by domain
            order by deleted, distance, employee_count desc nulls last, account_id
        ) as carrier_order

    from ranked
    where hierarchy_order = 1

),

carried as (

    select
        domain,
        account_id

    from chosen
    where carrier_order = 1

),

final as (

    select
        hosts.host as domain,
        coalesce(by_host.account_id, by_domain.account_id) as account_id

    from hosts
    left join carried as by_host on hosts.host = by_host.domain
    left join carried as by_domain on hosts.domain = by_domain.domain
    where
        not hosts.is_shared
        and coalesce(by_host.account_id, by_domain.account_id) is not null

)

select * from final
