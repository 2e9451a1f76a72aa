with

source as (select * from {{ source('published_config', 'signal_types') }}),

final as (

    select
        signal_type,
        factor,
        points,
        half_life_days,
        contact_daily_cap,
        account_daily_cap,
        lookback_days

    from source

)

select * from final
