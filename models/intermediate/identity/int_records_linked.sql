{#- One select per table whose records attach to accounts: the key of its staging model, and the
    columns that are evidence, strongest first. Dated signals have the same rules in
    int_signals_attached. Spend without an account is spent on many: nothing to attach to. -#}
{%- set tables = [
    ('crm/opportunities', 'opportunity_id', 'account_id', none, none),
    ('crm/contacts', 'contact_id', 'account_id', 'email_domain', none),
    ('crm/leads', 'lead_id', 'converted_account_id', 'email_domain', 'domain'),
    ('firmographics/companies', 'company_key', none, none, 'domain'),
    ('technographics/installs', 'install_key', none, none, 'domain'),
    ('installed_base/machines', 'machine_id', 'account_id', none, 'domain'),
    ('finance/orders', 'order_id', 'account_id', none, none),
    ('marketing/spend', 'spend_key', 'account_id', none, none),
    ('lists/accounts', 'entry_key', none, none, 'domain'),
] -%}
with

merges as (select * from {{ ref('int_account_merges') }}),

domains as (select * from {{ ref('int_account_domains') }}),

records as (
    {% for source_table, key, account_id, email_domain, domain in tables %}
    select
        '{{ source_table }}' as source_table,
        {{ key }} as record_key,
        {{ account_id or 'cast(null as string)' }} as crm_account_id,
        {{ email_domain or 'cast(null as string)' }} as email_domain,
        {{ domain or 'cast(null as string)' }} as domain

    from {{ ref('stg_' ~ source_table.replace('/', '__')) }}
    {{- '\n    where account_id is not null' if source_table == 'marketing/spend' }}
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

final as (

    select
        records.source_table,
        records.record_key,
        coalesce(merges.account_id, by_email.account_id, by_domain.account_id) as account_id,
        case
            when merges.account_id is not null then 'account_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by

    from records
    left join merges on records.crm_account_id = merges.crm_account_id
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain

)

select * from final
