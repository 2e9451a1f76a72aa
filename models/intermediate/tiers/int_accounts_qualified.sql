with

accounts as (select * from {{ ref('int_accounts_pooled') }}),

eligibility as (select * from {{ ref('int_tier_eligibility') }}),

exclusions as (select * from {{ ref('int_accounts_excluded') }}),

overrides as (select * from {{ ref('int_overrides_matched') }}),

incumbents as (select * from {{ ref('int_accounts_incumbent') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

active_overrides as (

    select
        account_id,
        min(tier) as tier,
        min(expires_on) as expires_on

    from overrides
    where is_active and account_id is not null
    group by account_id

),

summarised as (

    select
        account_id,
        min(case when is_qualified then tier end) as qualified_tier,
        min(case when is_met then tier end) as best_tier_met,
        bool_and(are_criteria_met or not is_last_tier) as is_target

    from eligibility
    group by account_id

),

final as (

    select
        accounts.account_id,
        accounts.pool,
        case
            when exclusions.account_id is not null then 'excluded'
            when active_overrides.account_id is null and not summarised.is_target
                then 'not_target'
        end as out_reason,
        active_overrides.tier as override_tier,
        incumbents.incumbent_tier,
        coalesce(summarised.qualified_tier, settings.tier_count) as qualified_tier,
        summarised.best_tier_met,
        incumbents.earned_since,
        active_overrides.expires_on as override_expires_on

    from accounts
    inner join summarised on accounts.account_id = summarised.account_id
    left join exclusions on accounts.account_id = exclusions.account_id
    left join active_overrides on accounts.account_id = active_overrides.account_id
    left join incumbents on accounts.account_id = incumbents.account_id
    cross join settings

)

select * from final
