with

source as (select * from {{ source('published', 'crm_tier_state') }}),

final as (

    select
        crm_account_id,
        tier,
        tier_name,
        tier_since,
        tier_reason_text,
        is_holdout,
        score_band,
        top_factors

    from source

)

select * from final
