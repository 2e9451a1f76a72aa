with

source as (select * from {{ source('published', 'account_tiers') }}),

final as (

    select
        account_id,
        domain

    from source

)

select * from final
