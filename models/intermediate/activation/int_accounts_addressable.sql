{#- Whom advertising may reach: no account one of whose records says do_not_contact, and, as an
    audience reaches everybody at a domain, no account that shares its domain with such a one. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

records as (select * from {{ ref('int_crm_records') }}),

closed as (

    select
        records.account_id,
        accounts.domain

    from records
    inner join accounts on records.account_id = accounts.account_id
    where records.is_do_not_contact

),

closed_domains as (select distinct domain from closed where domain is not null),

final as (

    select
        accounts.account_id,
        accounts.account_name,
        accounts.domain,
        accounts.country

    from accounts
    inner join tiered on accounts.account_id = tiered.account_id
    left join closed_domains on accounts.domain = closed_domains.domain
    where
        tiered.tier is not null
        and closed_domains.domain is null
        and accounts.account_id not in (select closed.account_id from closed)

)

select * from final
