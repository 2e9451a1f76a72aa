with

accounts as (select * from {{ ref('int_accounts_qualified') }}),

forced_accounts as (select * from {{ ref('int_accounts_forced') }}),

held_incumbents as (select * from {{ ref('int_incumbents_held') }}),

unheld_seats as (select * from {{ ref('int_seats_unheld') }}),

seats as (select * from {{ ref('int_seats_held') }}),

contenders as (select * from {{ ref('int_tier_contenders') }}),

claims as (select * from {{ ref('int_trigger_claims') }}),

eligibility as (select * from {{ ref('int_tier_eligibility') }}),

previous_accounts as (select * from {{ ref('int_accounts_previous') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

waiting as (

    select
        account_id,
        min(promote_to_tier) as promised_tier

    from claims
    where not is_incumbent and not is_let_in
    group by account_id

),

displaced as (

    select
        contenders.account_id,
        min(contenders.tier) as displaced_from_tier

    from contenders
    inner join seats on contenders.account_id = seats.account_id
    where contenders.tier < seats.tier
    group by contenders.account_id

),

placed as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.qualified_tier,
        accounts.out_reason,
        accounts.override_tier,
        accounts.best_tier_met,
        accounts.override_expires_on,
        seats.tier,
        displaced.displaced_from_tier,
        waiting.promised_tier,
        coalesce(forced_accounts.trigger_tier = seats.tier, false) as is_triggered,
        case
            when
                held_incumbents.incumbent_tier = seats.tier
                and unheld_seats.tier > seats.tier
                then held_incumbents.hold_reason
        end as hold_reason

    from accounts
    left join forced_accounts on accounts.account_id = forced_accounts.account_id
    left join held_incumbents on accounts.account_id = held_incumbents.account_id
    left join unheld_seats on accounts.account_id = unheld_seats.account_id
    left join seats on accounts.account_id = seats.account_id
    left join displaced on accounts.account_id = displaced.account_id
    left join waiting on accounts.account_id = waiting.account_id

),

reasoned as (

    select
        placed.*,
        case
            when placed.out_reason is not null then placed.out_reason
            when placed.override_tier is not null then 'override'
            when placed.is_triggered then 'trigger'
            when placed.hold_reason is not null then placed.hold_reason
            when placed.tier = placed.qualified_tier then 'qualified'
            when placed.promised_tier < placed.tier then 'trigger_waiting'
            when placed.displaced_from_tier < placed.tier then 'capacity'
            when not settings.is_promotion_allowed and placed.best_tier_met < placed.tier
                then 'policy'
            else 'band'
        end as tier_reason,
        placed.override_tier is not null or placed.is_triggered as is_borrowed

    from placed
    cross join settings

),

dated as (

    select
        reasoned.*,
        previous_accounts.previous_tier,
        previous_accounts.previous_earned_tier,
        previous_accounts.previous_tier_since,
        previous_accounts.previous_earned_since,
        coalesce(previous_accounts.previous_pool = reasoned.pool, false) as is_pool_unchanged,
        settings.has_incumbents

    from reasoned
    left join previous_accounts on reasoned.account_id = previous_accounts.account_id
    cross join settings

),

final as (

    select
        dated.account_id,
        dated.pool,
        dated.tier_reason,
        dated.tier,
        case when dated.tier is not null then dated.qualified_tier end as qualified_tier,
        dated.previous_tier,
        dated.displaced_from_tier,
        case
            when dated.tier is null then null
            when not dated.is_borrowed then dated.tier
            when dated.is_pool_unchanged and dated.has_incumbents then dated.previous_earned_tier
        end as earned_tier,
        case
            when dated.tier is not null
                then cast(row_number() over (
                    partition by dated.pool, dated.tier
                    order by
                        eligibility.adjusted_score desc nulls last,
                        eligibility.icp_fit_score desc nulls last,
                        dated.account_id asc
                ) as bigint)
        end as rank_in_tier,
        dated.tier_reason = 'override' as is_override,
        case
            when dated.tier is null and dated.previous_tier is null
                then coalesce(dated.previous_tier_since, {{ as_of() }})
            when dated.tier = dated.previous_tier and dated.is_pool_unchanged
                then dated.previous_tier_since
            else {{ as_of() }}
        end as tier_since,
        case
            when dated.tier is null then null
            when dated.is_borrowed
                then case
                    when dated.is_pool_unchanged and dated.has_incumbents
                        then dated.previous_earned_since
                end
            when dated.tier = dated.previous_earned_tier and dated.is_pool_unchanged
                then dated.previous_earned_since
            else {{ as_of() }}
        end as earned_since,
        case when dated.tier_reason = 'override' then dated.override_expires_on end
            as override_expires_on

    from dated
    left join eligibility
        on
            dated.account_id = eligibility.account_id
            and dated.tier = eligibility.tier

)

select * from final
