with

source as (select * from {{ source('published_config', 'scoring_components') }}),

final as (

    select
        component,
        weight,
        min_observed

    from source

)

select * from final
