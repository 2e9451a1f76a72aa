with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

hierarchies as (select * from {{ ref('int_account_hierarchies') }}),

measures as (select * from {{ ref('int_account_measures') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

tier_reasons as (select * from {{ ref('int_tier_reasons_worded') }}),

reasons as (select * from {{ ref('int_account_reasons') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

holdouts as (select * from {{ ref('int_account_holdouts') }}),

versions as (select * from {{ ref('int_scoring_version') }}),

final as (

    select
        -- identity
        accounts.account_id,
        accounts.parent_account_id,
        hierarchies.top_account_id as ultimate_parent_account_id,
        accounts.owner_id,

        -- what it is
        accounts.account_name,
        accounts.domain,
        accounts.account_type,
        accounts.owner_name,
        accounts.team,
        accounts.region,
        accounts.country,
        accounts.industry,
        measures.annual_revenue,
        measures.employee_count,

        -- where it stands
        tiered.pool,
        tiered.tier,
        tiers.tier_name,
        tiered.tier_reason,
        tier_reasons.reason_text as tier_reason_text,
        tiered.qualified_tier,
        tiered.previous_tier,
        tiered.displaced_from_tier,
        tiered.rank_in_tier,
        tiered.tier_since,
        tiered.earned_tier,
        tiered.earned_since,
        tiered.is_override,
        tiered.override_expires_on,
        tier_reasons.is_override_continued,
        tier_reasons.trigger_expires_on,
        coalesce(holdouts.is_holdout, false) as is_holdout,

        -- why
        measures.score,
        measures.previous_score,
        measures.icp_fit_score,
        measures.intent_score,
        measures.engagement_score,
        measures.strategic_score,
        measures.score_coverage,
        measures.rollup_score,
        reasons.top_reasons,

        -- what is at stake
        measures.open_pipeline_value,
        measures.rollup_open_pipeline_value,
        measures.max_open_probability,
        measures.expected_deal_value,

        -- of which refresh
        versions.scoring_version,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from accounts
    inner join hierarchies on accounts.account_id = hierarchies.account_id
    inner join tiered on accounts.account_id = tiered.account_id
    inner join tier_reasons on accounts.account_id = tier_reasons.account_id
    inner join measures on accounts.account_id = measures.account_id
    left join reasons on accounts.account_id = reasons.account_id
    left join holdouts on accounts.account_id = holdouts.account_id
    left join tiers
        on
            tiered.pool = tiers.pool
            and tiered.tier = tiers.tier
    cross join versions

)

select * from final
