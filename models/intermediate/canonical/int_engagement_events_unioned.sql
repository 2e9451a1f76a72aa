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
] %}
{%- set mapped = [
    'int_salesforce_engagement_events_mapped',
    'int_hubspot_engagement_events_mapped',
    'int_marketo_engagement_events_mapped',
] -%}
with

engagement as (

    select
        'engagement/events' as source,
        *

    from {{ ref('stg_engagement__events') }}

),

final as (

    {{ unioned(columns, 'engagement', mapped) | indent(4) }}

)

select * from final
