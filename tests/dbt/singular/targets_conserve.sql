/*
Detects: accounts that are missing in target_accounts or are there twice, companies outside the CRM
that carry the domain of an account, and shared domains that became a company.
Why it matters: a company that is called although a colleague works it, or that is on no list, costs
the trust in the whole target list.
A row is: one account or company, and what is wrong with it.
*/
with

targets as (select * from {{ ref('target_accounts') }}),

accounts as (select * from {{ ref('account_tiers') }}),

domains as (select * from {{ ref('int_account_domains') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

counted as (

    select
        accounts.account_id as company_id,
        'account with ' || cast(count(targets.company_id) as string) || ' rows' as problem

    from accounts
    left outer join targets on accounts.account_id = targets.account_id
    group by accounts.account_id
    having count(targets.company_id) <> 1

),

-- a person's decision that a record is about no account stands above its domain
parted as (

    select distinct outsiders.company_id

    from {{ ref('int_outsiders_identified') }} as outsiders
    inner join {{ ref('int_account_links') }} as links
        on
            outsiders.source_table = links.source_table
            and outsiders.record_key = links.record_key
    where links.matched_by = 'decision'

),

worked as (

    select
        targets.company_id,
        'outside the CRM with the domain of account ' || domains.account_id as problem

    from targets
    inner join domains on targets.domain = domains.domain
    left outer join parted on targets.company_id = parted.company_id
    where not targets.in_crm and parted.company_id is null

),

shared as (

    select
        targets.company_id,
        'domain that many companies share' as problem

    from targets
    inner join hosts on targets.domain = hosts.host
    where not targets.in_crm and hosts.is_shared

),

final as (

    select * from counted
    union all
    select * from worked
    union all
    select * from shared

)

select * from final
