with

events as (select * from {{ ref('stg_installed_base__machine_events') }}),

machines as (

    select
        record_key as machine_id,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'installed_base/machines'

),

final as (

    select
        machines.account_id,
        events.event_type as signal_type,
        events.occurred_on

    from events
    left join machines on events.machine_id = machines.machine_id

)

select * from final
