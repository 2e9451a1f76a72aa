/*
Detects: scores, component scores and points outside 0 to 100, shares outside 0 to 1, and accounts
without a score.
Why it matters: tiers, bands and every chart assume the scale; one value beyond it means that the
formula broke.
A row is: one account, or one factor of an account, with a value that is out of range.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

factors as (select * from {{ ref('account_score_factors') }}),

scores as (

    select
        account_id,
        case
            when score is null or score < 0 or score > 100 then 'score'
            when icp_fit_score < 0 or icp_fit_score > 100 then 'icp_fit_score'
            when intent_score < 0 or intent_score > 100 then 'intent_score'
            when engagement_score < 0 or engagement_score > 100 then 'engagement_score'
            when strategic_score < 0 or strategic_score > 100 then 'strategic_score'
            when score_coverage is null or score_coverage < 0 or score_coverage > 1
                then 'score_coverage'
        end as problem

    from accounts

),

points as (

    select
        account_id,
        case
            when points < 0 or points > 100 then 'points of ' || factor
            when points is null and is_observed then 'points of ' || factor
            when weight is null or weight < 0 or weight > 1 then 'weight of ' || factor
        end as problem

    from factors

),

final as (

    select * from scores
    where problem is not null

    union all

    select * from points
    where problem is not null

)

select * from final
