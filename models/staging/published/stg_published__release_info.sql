with

source as (select * from {{ source('published', 'release_info') }}),

final as (

    select
        release_id,
        scoring_version,
        code_version,
        tier_count,
        live_since,
        as_of_date

    from source

)

select * from final
