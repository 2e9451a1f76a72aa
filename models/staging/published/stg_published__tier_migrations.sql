with

source as (select * from {{ source('published', 'tier_migrations') }}),

final as (

    select
        pool,
        from_tier,
        to_tier,
        accounts,
        lowest_score,
        highest_score,
        reasons,
        as_of_date,
        release_id

    from source

)

select * from final
