{#- Every canonical table. Those of signals are counted in int_signals_attached, which has a row for
    each of theirs. -#}
{%- set tables = [
    'crm/accounts',
    'crm/opportunities',
    'crm/opportunity_lines',
    'crm/products',
    'crm/opportunity_history',
    'crm/contacts',
    'crm/leads',
    'crm/owners',
    'firmographics/companies',
    'technographics/installs',
    'installed_base/machines',
    'finance/orders',
    'finance/exchange_rates',
    'marketing/spend',
    'lists/accounts',
] -%}
{%- set signal_tables = [
    'crm/activities',
    'intent/surges',
    'engagement/events',
    'company_events/events',
    'installed_base/machine_events',
] -%}
with

signals as (

    select
        source_table,
        count(*) as records,
        min(occurred_on) as oldest_on,
        max(occurred_on) as newest_on

    from {{ ref('int_signals_attached') }}
    group by source_table

),

counted as (
    {% for source_table in tables %}
    select
        '{{ source_table }}' as source_table,
        count(*) as records,
        min(recorded_on) as oldest_on,
        max(recorded_on) as newest_on

    from {{ ref('stg_' ~ source_table.replace('/', '__')) }}

    union all
    {% endfor -%}
    {% for source_table in signal_tables %}
    select
        '{{ source_table }}' as source_table,
        coalesce(max(records), 0) as records,
        max(oldest_on) as oldest_on,
        max(newest_on) as newest_on

    from signals
    where source_table = '{{ source_table }}'
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

final as (

    select
        source_table,
        records as rows,
        records > 0 as is_landed,
        oldest_on,
        newest_on

    from counted

)

select * from final
