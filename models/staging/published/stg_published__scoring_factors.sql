with

source as (select * from {{ source('published_config', 'scoring_factors') }}),

final as (

    select
        component,
        factor,
        weight,
        method,
        scale,
        lower,
        upper,
        missing,
        sources

    from source

)

select * from final
