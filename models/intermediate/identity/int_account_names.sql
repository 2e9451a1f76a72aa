{#- A name that a merged record had is a name of its survivor. An account that the CRM deleted has
    none that a living one of its country has. -#}
with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

converted as (select * from {{ ref('int_accounts_converted') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

names as (select * from {{ ref('int_names_normalised') }}),

named as (

    select
        accounts.account_id as crm_account_id,
        merges.account_id,
        accounts.name as account_name,
        converted.country,
        case when not hosts.is_shared then hosts.domain end as domain,
        names.words,
        names.full_key,
        names.name_key,
        names.core_key,
        names.words_key,
        names.canonical_key,
        case when survivors.is_deleted then 1 else 0 end as deleted,
        min(case when survivors.is_deleted then 1 else 0 end) over (
            partition by names.name_key, converted.country
        ) as all_deleted

    from accounts
    inner join merges on accounts.account_id = merges.crm_account_id
    inner join accounts as survivors on merges.account_id = survivors.account_id
    inner join names on accounts.name = names.spelling
    inner join converted on accounts.account_id = converted.account_id
    left join hosts on coalesce(accounts.domain_normalised, accounts.website_domain) = hosts.host

),

final as (

    select
        crm_account_id,
        account_id,
        account_name,
        country,
        domain,
        words,
        full_key,
        name_key,
        core_key,
        words_key,
        canonical_key

    from named
    where deleted = all_deleted

)

select * from final
