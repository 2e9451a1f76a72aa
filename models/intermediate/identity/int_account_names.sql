{#- A name that a merged record had is a name of its survivor. -#}
with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

converted as (select * from {{ ref('int_accounts_converted') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

names as (select * from {{ ref('int_names_normalised') }}),

final as (

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
        names.canonical_key

    from accounts
    inner join merges on accounts.account_id = merges.crm_account_id
    inner join names on accounts.name = names.spelling
    inner join converted on accounts.account_id = converted.account_id
    left join hosts on coalesce(accounts.domain_normalised, accounts.website_domain) = hosts.host

)

select * from final
