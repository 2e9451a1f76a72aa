{#- One select per table whose records attach to accounts: its model and key, and the columns that
    are evidence. Dated signals but company events have the same rules in int_signals_attached.
    Spend without an account is spent on many: nothing to attach to. -#}
{%- set tables = [
    ('crm/opportunities', 'opportunity_id', {'crm_account_id': 'account_id'}),
    ('crm/contacts', 'contact_id', {'crm_account_id': 'account_id', 'email_domain': 'email_domain'}),
    ('crm/leads', 'lead_id', {
        'crm_account_id': 'converted_account_id', 'email_domain': 'email_domain', 'domain': 'domain',
        'company_name': 'company_name'
    }),
    ('firmographics/companies', 'company_key', {
        'domain': 'domain', 'company_name': 'company_name', 'country': 'country'
    }),
    ('technographics/installs', 'install_key', {'domain': 'domain'}),
    ('installed_base/machines', 'machine_id', {'crm_account_id': 'account_id', 'domain': 'domain'}),
    ('company_events/events', 'event_key', {
        'crm_account_id': 'account_id', 'domain': 'domain', 'company_name': 'event_name'
    }),
    ('finance/orders', 'order_id', {'crm_account_id': 'account_id'}),
    ('marketing/spend', 'spend_key', {'crm_account_id': 'account_id'}),
    ('lists/accounts', 'entry_key', {'domain': 'domain', 'company_name': 'company_name'}),
] -%}
{{ config(materialized='view') }}

with

countries as (select * from {{ ref('country_aliases') }}),

records as (
    {% for source_table, key, evidence in tables %}
    select
        '{{ source_table }}' as source_table,
        {{ key }} as record_key,
        {% for column in ['crm_account_id', 'email_domain', 'domain', 'company_name', 'country'] -%}
        {{ evidence.get(column, 'cast(null as string)') }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
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
        records.crm_account_id,
        records.email_domain,
        records.domain,
        records.company_name,
        countries.country

    from records
    left join countries on lower(records.country) = countries.alias

)

select * from final
