with

source as (select * from {{ source('published', 'account_signals') }}),

final as (

    select
        account_id,
        signal_type,
        events,
        strength,
        signal_on

    from source

)

select * from final
