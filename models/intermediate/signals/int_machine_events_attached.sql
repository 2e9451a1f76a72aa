{#- The table holds others' machines too. What happens on one that is known to be another's is no
    signal. -#}
with

events as (select * from {{ ref('stg_installed_base__machine_events') }}),

machines as (select * from {{ ref('stg_installed_base__machines') }}),

links as (

    select
        record_key as machine_id,
        account_id

    from {{ ref('int_account_links') }}
    where source_table = 'installed_base/machines'

),

final as (

    select
        links.account_id,
        events.event_type as signal_type,
        {{ is_our_machine('machines.manufacturer') }} as is_signal,
        events.occurred_on

    from events
    left join links on events.machine_id = links.machine_id
    left join machines on events.machine_id = machines.machine_id

)

select * from final
