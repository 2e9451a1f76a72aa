{#- Of the incumbents that run A let fall and that nothing else holds, the turnover limit lets
    go the last in the seat order; every other incumbent is held (SCORING 5, rule 6). An
    incumbent with an override is nobody's to hold or let go, but it counts in the limit. -#}
with

accounts as (select * from {{ ref('int_accounts_forced') }}),

unheld_seats as (select * from {{ ref('int_seats_unheld') }}),

eligibility as (select * from {{ ref('int_tier_eligibility') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

limits as (

    select
        accounts.pool,
        accounts.incumbent_tier,
        cast(
            ceil(max(settings.max_turnover_share) * cast(count(*) as decimal(18, 0))) as bigint
        ) as released_at_most

    from accounts
    cross join settings
    where accounts.incumbent_tier is not null
    group by accounts.pool, accounts.incumbent_tier

),

falling as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.incumbent_tier,
        row_number() over (
            partition by accounts.pool, accounts.incumbent_tier
            order by
                eligibility.adjusted_score asc nulls first,
                eligibility.icp_fit_score asc nulls first,
                accounts.account_id desc nulls first
        ) as fall_number

    from accounts
    inner join unheld_seats on accounts.account_id = unheld_seats.account_id
    inner join eligibility
        on
            accounts.account_id = eligibility.account_id
            and accounts.incumbent_tier = eligibility.tier
    where
        accounts.is_holdable
        and accounts.hold_reason is null
        and unheld_seats.tier > accounts.incumbent_tier

),

released as (

    select falling.account_id

    from falling
    inner join limits
        on
            falling.pool = limits.pool
            and falling.incumbent_tier = limits.incumbent_tier
    where falling.fall_number <= limits.released_at_most

),

final as (

    select
        accounts.account_id,
        accounts.pool,
        coalesce(accounts.hold_reason, 'held_turnover') as hold_reason,
        accounts.incumbent_tier

    from accounts
    left join released on accounts.account_id = released.account_id
    cross join settings
    where
        accounts.is_holdable
        and (
            accounts.hold_reason is not null
            or (settings.max_turnover_share is not null and released.account_id is null)
        )

)

select * from final
