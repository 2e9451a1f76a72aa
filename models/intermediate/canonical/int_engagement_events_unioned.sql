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

final as (

    {{ unioned(columns, ['engagement']) | indent(4) }}

)

select * from final
