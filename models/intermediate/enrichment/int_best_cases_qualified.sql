{#- SCORING 5.3 (qualified_tier) on the best case: score, components and coverage are those of the
    best case, a field that is itself an unknown factor passes its criterion, and every other field
    is what it is. Who fails the last tier's criteria even then has no best-case tier. -#}
{% set best_case_fields = [
    'score', 'icp_fit_score', 'intent_score', 'engagement_score', 'strategic_score', 'score_coverage',
] -%}
with

best_cases as (select * from {{ ref('int_account_best_cases') }}),

unknown_factors as (select * from {{ ref('int_factors_unknown') }}),

account_measures as (select * from {{ ref('int_account_measures') }}),

accounts as (select * from {{ ref('int_accounts_pooled') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

criteria as (select * from {{ ref('tier_criteria') }}),

measures as (

    select
        account_measures.account_id,
        {%- for field in account_fields() %}
        {{ 'best_cases' if field in best_case_fields else 'account_measures' }}.{{ field }},
        {%- endfor %}
        accounts.pool

    from account_measures
    inner join best_cases on account_measures.account_id = best_cases.account_id
    inner join accounts on account_measures.account_id = accounts.account_id

),

criteria_fields as (

    select
        measures.account_id,
        criteria.tier,
        criteria.field,
        criteria.min_value,
        criteria.max_value,
        {{ account_field('criteria.field', 'measures') }} as field_value

    from measures
    inner join criteria on measures.pool = criteria.pool or criteria.pool = '*'

),

criteria_results as (

    select
        fields.account_id,
        fields.tier,
        bool_and(
            unknown_factors.factor is not null
            or (
                fields.field_value is not null
                and (fields.min_value is null or fields.field_value >= fields.min_value)
                and (fields.max_value is null or fields.field_value <= fields.max_value)
            )
        ) as are_criteria_met

    from criteria_fields as fields
    left join unknown_factors
        on
            fields.account_id = unknown_factors.account_id
            and fields.field = unknown_factors.factor
    group by fields.account_id, fields.tier

),

judged as (

    select
        measures.account_id,
        tiers.tier,
        tiers.is_last_tier,
        coalesce(results.are_criteria_met, true) as are_criteria_met,
        tiers.min_score is null or measures.score >= tiers.min_score as is_score_met

    from measures
    inner join tiers on measures.pool = tiers.pool
    left join criteria_results as results
        on
            measures.account_id = results.account_id
            and tiers.tier = results.tier

),

summarised as (

    select
        account_id,
        min(case when are_criteria_met and is_score_met then tier end) as tier_met,
        max(tier) as last_tier,
        bool_and(are_criteria_met or not is_last_tier) as is_target

    from judged
    group by account_id

),

final as (

    select
        account_id,
        case when is_target then coalesce(tier_met, last_tier) end as best_case_tier

    from summarised

)

select * from final
