with

source as (select * from {{ source('published_config', 'tier_overrides') }}),

final as (

    select
        account_key,
        effective_from,
        expires_on

    from source

)

select * from final
