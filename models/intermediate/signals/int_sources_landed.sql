{#- Every canonical table, and every vendor's that fed one. Those of signals are counted in
    int_signals_attached, which has a row for each of theirs. -#}
{%- set tables = [
    ('crm/accounts', 'int_accounts_unioned'),
    ('crm/opportunities', 'int_opportunities_unioned'),
    ('crm/opportunity_lines', 'int_opportunity_lines_unioned'),
    ('crm/products', 'int_products_unioned'),
    ('crm/opportunity_history', 'int_opportunity_history_unioned'),
    ('crm/contacts', 'int_contacts_unioned'),
    ('crm/leads', 'int_leads_unioned'),
    ('crm/owners', 'int_owners_unioned'),
    ('firmographics/companies', none),
    ('technographics/installs', none),
    ('installed_base/machines', none),
    ('finance/orders', none),
    ('finance/exchange_rates', none),
    ('marketing/spend', none),
    ('lists/accounts', none),
] -%}
{%- set signal_tables = [
    'crm/activities',
    'intent/surges',
    'engagement/events',
    'company_events/events',
    'installed_base/machine_events',
] -%}
with

landed_files as (select * from {{ ref('stg_refresh__landed_files') }}),

records as (
    {% for source_table, unioned in tables %}
    select
        '{{ source_table }}' as canonical_table,
        {{ 'source' if unioned else "'" ~ source_table ~ "'" }} as source_table,
        recorded_on

    from {{ ref(unioned or 'stg_' ~ source_table.replace('/', '__')) }}

    union all
    {% endfor %}
    select
        source_table as canonical_table,
        source as source_table,
        occurred_on as recorded_on

    from {{ ref('int_signals_attached') }}

),

counted as (

    select
        canonical_table,
        source_table,
        count(*) as records,
        min(recorded_on) as oldest_on,
        max(recorded_on) as newest_on

    from records
    group by canonical_table, source_table

),

listed as (
    {% for source_table in tables | map('first') | list + signal_tables %}
    select '{{ source_table }}' as source_table

    union all
    {% endfor %}
    select source_table from landed_files

),

source_tables as (select distinct source_table from listed),

own as (

    select
        source_table,
        sum(records) as records,
        min(oldest_on) as oldest_on,
        max(newest_on) as newest_on

    from counted
    group by source_table

),

-- a canonical table has landed when a vendor's table that feeds it has
fed as (select distinct canonical_table from counted),

final as (

    select
        source_tables.source_table,
        cast(coalesce(own.records, 0) as bigint) as rows,
        own.source_table is not null or fed.canonical_table is not null as is_landed,
        own.oldest_on,
        own.newest_on

    from source_tables
    left join own on source_tables.source_table = own.source_table
    left join fed on source_tables.source_table = fed.canonical_table

)

select * from final
