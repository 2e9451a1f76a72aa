with

source as (select * from {{ source('published_config', 'scoring_points') }}),

final as (

    select
        factor,
        value,
        min_value,
        max_value,
        points

    from source

)

select * from final
