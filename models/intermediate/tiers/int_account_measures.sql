with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

rollups as (select * from {{ ref('int_account_rollups') }}),

pipelines as (select * from {{ ref('int_account_pipelines') }}),

previous_accounts as (select * from {{ ref('int_accounts_previous') }}),

final as (

    select
        accounts.account_id,
        accounts.annual_revenue,
        accounts.employee_count,
        account_scores.score,
        previous_accounts.previous_score,
        account_scores.icp_fit_score,
        account_scores.intent_score,
        account_scores.engagement_score,
        account_scores.strategic_score,
        account_scores.score_coverage,
        rollups.rollup_score,
        pipelines.open_pipeline_value,
        rollups.rollup_open_pipeline_value,
        pipelines.max_open_probability,
        pipelines.expected_deal_value

    from accounts
    left join account_scores on accounts.account_id = account_scores.account_id
    left join rollups on accounts.account_id = rollups.account_id
    left join pipelines on accounts.account_id = pipelines.account_id
    left join previous_accounts on accounts.account_id = previous_accounts.account_id

)

select * from final
