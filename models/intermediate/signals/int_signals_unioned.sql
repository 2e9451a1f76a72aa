{{ config(materialized='view') }}

with

attached as (select * from {{ ref('int_signals_attached') }}),

final as (

    select
        account_id,
        contact_key,
        signal_type,
        event_name,
        source_table,
        strength,
        occurred_on

    from attached
    where is_signal and account_id is not null

)

select * from final
