{#- Whom advertising may reach: no account one of whose records says do_not_contact, none that is
    held out, and, as an audience reaches everybody at a domain, none that shares its domain with
    such a one. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

records as (select * from {{ ref('int_crm_records') }}),

holdouts as (select * from {{ ref('int_account_holdouts') }}),

crm_accounts as (

    select * from {{ ref('int_accounts_unioned') }}
    where do_not_contact

),

hosts as (select * from {{ ref('int_domains_registered') }}),

closed_accounts as (

    select account_id

    from records
    where is_do_not_contact

    union

    select account_id

    from holdouts
    where is_holdout

),

closed_domains as (

    select accounts.domain

    from closed_accounts
    inner join accounts on closed_accounts.account_id = accounts.account_id

    union

    -- a record that was merged into an account may have another domain than the account
    {% for column in ['domain_normalised', 'website_domain'] %}
    select hosts.host as domain

    from crm_accounts
    inner join hosts on crm_accounts.{{ column }} = hosts.host and not hosts.is_shared
    {% if not loop.last %}
    union
    {% endif -%}
    {% endfor %}

),

final as (

    select accounts.account_id

    from accounts
    inner join tiered on accounts.account_id = tiered.account_id
    left join closed_accounts on accounts.account_id = closed_accounts.account_id
    left join closed_domains on accounts.domain = closed_domains.domain
    where
        tiered.tier is not null
        and closed_accounts.account_id is null
        and closed_domains.domain is null

)

select * from final
