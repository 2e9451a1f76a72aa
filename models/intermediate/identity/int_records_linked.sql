{#- One select per table whose records attach to accounts: the model that holds all its records,
    their key, and the columns that are evidence, strongest first. Dated signals have the same rules
    in int_signals_attached. Spend without an account is spent on many: nothing to attach to. -#}
{%- set tables = [
    ('crm/opportunities', 'int_opportunities_unioned', 'opportunity_id', 'account_id', none, none),
    ('crm/contacts', 'int_contacts_unioned', 'contact_id', 'account_id', 'email_domain', none),
    ('crm/leads', 'int_leads_unioned', 'lead_id', 'converted_account_id', 'email_domain', 'domain'),
    ('firmographics/companies', none, 'company_key', none, none, 'domain'),
    ('technographics/installs', none, 'install_key', none, none, 'domain'),
    ('installed_base/machines', none, 'machine_id', 'account_id', none, 'domain'),
    ('finance/orders', none, 'order_id', 'account_id', none, none),
    ('marketing/spend', none, 'spend_key', 'account_id', none, none),
    ('lists/accounts', none, 'entry_key', none, none, 'domain'),
] -%}
with

account_keys as (select * from {{ ref('int_account_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

records as (
    {% for source_table, unioned, key, account_id, email_domain, domain in tables %}
    select
        '{{ source_table }}' as source_table,
        {{ 'source' if unioned else "'" ~ source_table ~ "'" }} as source,
        {{ key }} as record_key,
        {{ account_id or 'cast(null as string)' }} as account_key,
        {{ email_domain or 'cast(null as string)' }} as email_domain,
        {{ domain or 'cast(null as string)' }} as domain

    from {{ ref(unioned or 'stg_' ~ source_table.replace('/', '__')) }}
    {{- '\n    where account_id is not null' if source_table == 'marketing/spend' }}
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

final as (

    select
        records.source_table,
        records.source,
        records.record_key,
        coalesce(
            account_keys.account_id, by_email.account_id, by_domain.account_id
        ) as account_id,
        case
            when account_keys.account_id is not null then 'account_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by

    from records
    left join account_keys on records.account_key = account_keys.account_key
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain

)

select * from final
