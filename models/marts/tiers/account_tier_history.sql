with

spells as (select * from {{ ref('int_tier_spells') }}),

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
        is_reconstructed,
        is_renumbered,
        release_id

    from spells

)

select * from final
