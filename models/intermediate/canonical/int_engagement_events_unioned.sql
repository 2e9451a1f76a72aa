{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'event_key',
    'account_id',
    'contact_id',
    'email',
    'email_domain',
    'domain',
    'event_type',
    'url',
    'campaign',
    'strength',
    'occurred_at',
    'occurred_on',
    'recorded_on',
] -%}
with

engagement as (

    select
        'engagement/events' as source,
        *

    from {{ ref('stg_engagement__events') }}

),

salesforce as (select * from {{ ref('int_salesforce_engagement_events_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_engagement_events_mapped') }}),

marketo as (select * from {{ ref('int_marketo_engagement_events_mapped') }}),

final as (

    {{ unioned(columns, ['engagement', 'salesforce', 'hubspot', 'marketo']) | indent(4) }}

)

select * from final
