{#- Without incumbents (first release, or another number of tiers) the limits on moves do not
    apply. -#}
with

policies as (select * from {{ ref('retier_policies') }}),

tiers as (select * from {{ ref('tiers') }}),

previous_release as (select * from {{ ref('stg_published__release_info') }}),

counted as (

    select
        (select max(tier) from tiers) as tier_count,
        (select max(tier_count) from previous_release) as previous_tier_count

),

compared as (

    select
        tier_count,
        previous_tier_count,
        coalesce(previous_tier_count = tier_count, false) as has_incumbents,
        coalesce(previous_tier_count <> tier_count, false) as is_renumbered

    from counted

),

final as (

    select
        policies.policy,
        compared.tier_count,
        compared.previous_tier_count,
        coalesce(policies.reserve_share, 0) as reserve_share,
        case when compared.has_incumbents then policies.max_turnover_share end
            as max_turnover_share,
        compared.has_incumbents,
        compared.is_renumbered,
        coalesce(policies.allow_promotion, false) or not compared.has_incumbents
            as is_promotion_allowed,
        coalesce(policies.allow_demotion, false) or not compared.has_incumbents
            as is_demotion_allowed,
        coalesce(policies.apply_band, false) as is_band_applied,
        coalesce(policies.apply_dwell, false) as is_dwell_applied

    from policies
    cross join compared
    where policies.policy = '{{ refresh_var("policy") }}'

)

select * from final
