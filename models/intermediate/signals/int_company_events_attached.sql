with

events as (select * from {{ ref('stg_company_events__events') }}),

links as (

    select
        record_key as event_key,
        account_id,
        matched_by

    from {{ ref('int_account_links') }}
    where source_table = 'company_events/events'

),

final as (

    select
        links.account_id,
        links.matched_by,
        events.event_type as signal_type,
        events.event_name,
        events.occurred_on

    from events
    left join links on events.event_key = links.event_key

)

select * from final
