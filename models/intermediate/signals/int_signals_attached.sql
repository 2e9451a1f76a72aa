{#- The signals of all tables, in one shape. A table's name is a constant here: who asks for one
    table's signals reads that table alone. -#}
{%- set evidence = {1: 'account_id', 2: 'contact_id', 3: 'email_domain', 4: 'domain'} -%}
{{ config(materialized='view') }}

with

events as (select * from {{ ref('int_events_attached') }}),

activities as (select * from {{ ref('int_activities_attached') }}),

surges as (select * from {{ ref('int_surges_attached') }}),

company_events as (select * from {{ ref('int_company_events_attached') }}),

machine_events as (select * from {{ ref('int_machine_events_attached') }}),

final as (

    select
        'engagement/events' as source_table,
        coalesce(vendor_table, 'engagement/events') as source,
        account_id,
        case evidence_order
            {%- for order, column in evidence.items() %}
            when {{ order }} then '{{ column }}'
            {%- endfor %}
        end as matched_by,
        contact_key,
        signal_type,
        cast(null as string) as event_name,
        email_domain,
        domain,
        strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        occurred_at,
        occurred_on

    from events

    union all

    select
        'crm/activities' as source_table,
        coalesce(vendor_table, 'crm/activities') as source,
        account_id,
        case evidence_order
            {%- for order, column in evidence.items() %}
            when {{ order }} then '{{ column }}'
            {%- endfor %}
        end as matched_by,
        contact_key,
        signal_type,
        cast(null as string) as event_name,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(1 as decimal(18, 6)) as strength,
        is_signal,
        owner_id,
        is_outbound,
        occurred_at,
        occurred_on

    from activities

    union all

    select
        'intent/surges' as source_table,
        coalesce(vendor_table, 'intent/surges') as source,
        account_id,
        case when account_id is not null then 'domain' end as matched_by,
        cast(null as string) as contact_key,
        'intent_surge' as signal_type,
        topic as event_name,
        cast(null as string) as email_domain,
        domain,
        strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        observed_on as occurred_on

    from surges

    union all

    select
        'company_events/events' as source_table,
        'company_events/events' as source,
        account_id,
        matched_by,
        cast(null as string) as contact_key,
        signal_type,
        event_name,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(1 as decimal(18, 6)) as strength,
        true as is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        occurred_on

    from company_events

    union all

    select
        'installed_base/machine_events' as source_table,
        'installed_base/machine_events' as source,
        account_id,
        case when account_id is not null then 'machine_id' end as matched_by,
        cast(null as string) as contact_key,
        signal_type,
        cast(null as string) as event_name,
        cast(null as string) as email_domain,
        cast(null as string) as domain,
        cast(1 as decimal(18, 6)) as strength,
        is_signal,
        cast(null as string) as owner_id,
        cast(null as boolean) as is_outbound,
        cast(null as timestamp) as occurred_at,
        occurred_on

    from machine_events

)

select * from final
