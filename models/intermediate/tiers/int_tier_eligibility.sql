with

accounts as (select * from {{ ref('int_accounts_pooled') }}),

measures as (select * from {{ ref('int_account_measures') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

criteria as (select * from {{ ref('tier_criteria') }}),

incumbents as (select * from {{ ref('int_accounts_incumbent') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

candidates as (

    select
        accounts.account_id,
        accounts.pool,
        tiers.tier,
        tiers.is_last_tier,
        tiers.min_score,
        measures.score,
        measures.icp_fit_score,
        case when incumbents.incumbent_tier <= tiers.tier then tiers.band else 0 end as band,
        coalesce(settings.is_band_applied and incumbents.incumbent_tier <= tiers.tier, false)
            as is_missing_forgiven

    from accounts
    inner join measures on accounts.account_id = measures.account_id
    inner join tiers on accounts.pool = tiers.pool
    left join incumbents on accounts.account_id = incumbents.account_id
    cross join settings

),

criteria_fields as (

    select
        accounts.account_id,
        criteria.tier,
        criteria.min_value,
        criteria.max_value,
        {{ account_field('criteria.field', 'measures') }} as field_value

    from accounts
    inner join criteria on accounts.pool = criteria.pool or criteria.pool = '*'
    inner join measures on accounts.account_id = measures.account_id

),

criteria_results as (

    select
        account_id,
        tier,
        bool_and(
            field_value is null
            or (
                (min_value is null or field_value >= min_value)
                and (max_value is null or field_value <= max_value)
            )
        ) as is_every_known_met,
        bool_and(field_value is not null) as is_every_known

    from criteria_fields
    group by account_id, tier

),

judged as (

    select
        candidates.account_id,
        candidates.pool,
        candidates.tier,
        candidates.is_last_tier,
        candidates.min_score,
        candidates.score,
        candidates.icp_fit_score,
        candidates.score + candidates.band as adjusted_score,
        coalesce(
            results.is_every_known_met
            and (results.is_every_known or candidates.is_missing_forgiven),
            true
        ) as are_criteria_met,
        coalesce(results.is_every_known_met and results.is_every_known, true)
            as are_criteria_met_strictly

    from candidates
    left join criteria_results as results
        on
            candidates.account_id = results.account_id
            and candidates.tier = results.tier

),

final as (

    select
        account_id,
        pool,
        tier,
        is_last_tier,
        icp_fit_score,
        cast(adjusted_score as decimal(9, 4)) as adjusted_score,
        are_criteria_met,
        are_criteria_met and (min_score is null or adjusted_score >= min_score) as is_met,
        are_criteria_met_strictly and (min_score is null or score >= min_score) as is_qualified

    from judged

)

select * from final
