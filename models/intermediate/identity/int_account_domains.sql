with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

hierarchies as (select * from {{ ref('int_account_hierarchies') }}),

shared_hosts as (select * from {{ ref('free_mail_domains') }}),

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

carriers as (

    select distinct
        spellings.domain,
        merges.account_id

    from spellings
    inner join merges on spellings.account_id = merges.crm_account_id
    left join shared_hosts on spellings.domain = shared_hosts.domain
    where spellings.domain is not null and shared_hosts.domain is null

),

-- the highest carrier of each hierarchy, then the one with most employees among these
ranked as (

    select
        carriers.domain,
        carriers.account_id,
        accounts.employee_count,
        row_number() over (
            partition by carriers.domain, hierarchies.top_account_id
            order by hierarchies.depth, accounts.employee_count desc nulls last, carriers.account_id
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
            order by employee_count desc nulls last, account_id
        ) as carrier_order

    from ranked
    where hierarchy_order = 1

),

final as (

    select
        domain,
        account_id

    from chosen
    where carrier_order = 1

)

select * from final
