{#- The first of SCORING 5, rule 4, that applies; held by turnover is not known before run A. -#}
with

accounts as (select * from {{ ref('int_accounts_qualified') }}),

measures as (select * from {{ ref('int_account_measures') }}),

claims as (select * from {{ ref('int_trigger_claims') }}),

hold_rules as (select * from {{ ref('hold_rules') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

triggered as (

    select
        account_id,
        min(promote_to_tier) as trigger_tier

    from claims
    where is_let_in
    group by account_id

),

incumbents as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.incumbent_tier,
        accounts.earned_since,
        tiers.min_dwell_days

    from accounts
    inner join tiers on accounts.pool = tiers.pool and accounts.incumbent_tier = tiers.tier
    left join triggered on accounts.account_id = triggered.account_id
    where
        not tiers.is_last_tier
        and accounts.out_reason is null
        and accounts.override_tier is null
        and triggered.account_id is null

),

held_by_rule as (

    select distinct incumbents.account_id

    from incumbents
    inner join measures on incumbents.account_id = measures.account_id
    inner join hold_rules
        on {{ account_field('hold_rules.field', 'measures') }} >= hold_rules.min_value

),

held_by_trigger as (

    select distinct incumbents.account_id

    from incumbents
    inner join claims
        on
            incumbents.account_id = claims.account_id
            and incumbents.incumbent_tier = claims.promote_to_tier

),

holds as (

    select
        incumbents.account_id,
        case
            when not settings.is_demotion_allowed then 'held_policy'
            when
                {{ days_between('incumbents.earned_since', as_of()) }} < incumbents.min_dwell_days
                then 'held_dwell'
            when held_by_rule.account_id is not null then 'held_rule'
            when held_by_trigger.account_id is not null then 'held_trigger'
        end as hold_reason

    from incumbents
    left join held_by_rule on incumbents.account_id = held_by_rule.account_id
    left join held_by_trigger on incumbents.account_id = held_by_trigger.account_id
    cross join settings

),

final as (

    select
        accounts.account_id,
        accounts.pool,
        holds.hold_reason,
        accounts.override_tier,
        triggered.trigger_tier,
        holds.account_id is not null as is_holdable,
        accounts.incumbent_tier

    from accounts
    left join triggered on accounts.account_id = triggered.account_id
    left join holds on accounts.account_id = holds.account_id
    where accounts.out_reason is null

)

select * from final
