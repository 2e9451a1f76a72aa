with

tiers as (select * from {{ ref('tiers') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

final as (

    select
        tiers.pool,
        tiers.tier_name,
        tiers.tier,
        tiers.min_score,
        tiers.capacity,
        cast(floor(tiers.capacity * (1 - settings.reserve_share)) as bigint) as seats,
        case when settings.is_band_applied then coalesce(tiers.band, 0) else 0 end as band,
        case when settings.is_dwell_applied then tiers.min_dwell_days end as min_dwell_days,
        tiers.tier = settings.tier_count as is_last_tier

    from tiers
    cross join settings

)

select * from final
