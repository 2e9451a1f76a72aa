with

source as (select * from {{ source('published', 'account_tiers') }}),

final as (

    select
        account_id,
        pool,
        tier,
        tier_reason,
        tier_since,
        earned_tier,
        earned_since,
        score,
        score_coverage,
        as_of_date,
        release_id

    from source

)

select * from final
