with

source as (select * from {{ source('published', 'account_score_factors') }}),

final as (

    select
        account_id,
        component,
        factor,
        value,
        contribution

    from source

)

select * from final
