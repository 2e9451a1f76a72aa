with

source as (select * from {{ source('published', 'account_tier_history') }}),

final as (

    select
        account_id,
        pool,
        tier,
        tier_reason,
        score,
        scoring_version,
        valid_from,
        valid_to,
        coalesce(is_renumbered, false) as is_renumbered,
        release_id

    from source

)

select * from final
