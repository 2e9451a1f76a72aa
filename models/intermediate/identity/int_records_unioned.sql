{#- One select per table whose records attach to accounts: the model that holds all its records,
    their key, and the columns that are evidence. Dated signals but company events have the same rules in int_signals_attached.
    Spend without an account is spent on many: nothing to attach to. -#}
{%- set tables = [
    ('crm/opportunities', 'int_opportunities_unioned', 'opportunity_id', {'account_key': 'account_id'}),
    ('crm/contacts', 'int_contacts_unioned', 'contact_id', {
        'account_key': 'account_id', 'email_domain': 'email_domain'
    }),
    ('crm/leads', 'int_leads_unioned', 'lead_id', {
        'account_key': 'converted_account_id', 'email_domain': 'email_domain', 'domain': 'domain',
        'company_name': 'company_name'
    }),
    ('firmographics/companies', none, 'company_key', {
        'domain': 'domain', 'company_name': 'company_name', 'country': 'country'
    }),
    ('technographics/installs', none, 'install_key', {'domain': 'domain'}),
    ('installed_base/machines', none, 'machine_id', {
        'account_key': 'account_id', 'domain': 'domain'
    }),
    ('company_events/events', none, 'event_key', {
        'account_key': 'account_id', 'domain': 'domain', 'company_name': 'event_name'
    }),
    ('finance/orders', none, 'order_id', {'account_key': 'account_id'}),
    ('marketing/spend', none, 'spend_key', {'account_key': 'account_id'}),
    ('lists/accounts', none, 'entry_key', {'domain': 'domain', 'company_name': 'company_name'}),
] -%}
with

countries as (select * from {{ ref('country_aliases') }}),

records as (
    {% for source_table, unioned, key, evidence in tables %}
    select
        '{{ source_table }}' as source_table,
        {{ 'source' if unioned else "'" ~ source_table ~ "'" }} as source,
        {{ key }} as record_key,
        {{ evidence.get('account_key', 'cast(null as string)') }} as account_key,
        {{ evidence.get('email_domain', 'cast(null as string)') }} as email_domain,
        {{ evidence.get('domain', 'cast(null as string)') }} as domain,
        {{ evidence.get('company_name', 'cast(null as string)') }} as company_name,
        {{ evidence.get('country', 'cast(null as string)') }} as country

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
        records.account_key,
        records.email_domain,
        records.domain,
        records.company_name,
        countries.country

    from records
    left join countries on lower(records.country) = countries.alias

)

select * from final
