with

eligibility as (select * from {{ ref('int_tier_eligibility') }}),

accounts as (select * from {{ ref('int_accounts_qualified') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

final as (

    select
        eligibility.account_id,
        eligibility.pool,
        eligibility.tier,
        eligibility.adjusted_score,
        eligibility.icp_fit_score

    from eligibility
    inner join accounts on eligibility.account_id = accounts.account_id
    cross join settings
    where
        eligibility.is_met
        and not eligibility.is_last_tier
        and accounts.out_reason is null
        and accounts.override_tier is null
        and (
            settings.is_promotion_allowed
            or accounts.incumbent_tier is null
            or accounts.incumbent_tier <= eligibility.tier
        )

)

select * from final
