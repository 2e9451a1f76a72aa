/*
Detects: totals of tiers and teams that are not the sum of their accounts: weekly indicators, and
the hours of the plays.
Why it matters: a leader who sums up what the teams see must get what the tier's page says.
A row is: one total with the problem, by pool, tier and week or for the whole book.
*/
with

account_weeks as (select * from {{ ref('account_leading_indicators') }}),

tier_weeks as (select * from {{ ref('tier_leading_indicators') }}),

plays as (select * from {{ ref('account_plays') }}),

workloads as (select * from {{ ref('team_workload') }}),

efforts as (select * from {{ ref('tier_effort') }}),

summed as (

    select
        pool,
        tier,
        week,
        sum(engaged_contacts) as engaged_contacts,
        sum(engagement_points) as engagement_points,
        sum(meetings) as meetings,
        sum(stage_progressions) as stage_progressions

    from account_weeks
    group by pool, tier, week

),

weeks as (

    select
        'weekly indicators of the tier' as problem,
        tier_weeks.pool,
        tier_weeks.tier

    from tier_weeks
    left join summed
        on
            tier_weeks.pool = summed.pool
            and tier_weeks.tier = summed.tier
            and tier_weeks.week = summed.week
    where
        tier_weeks.engaged_contacts <> coalesce(summed.engaged_contacts, 0)
        or tier_weeks.meetings <> coalesce(summed.meetings, 0)
        or tier_weeks.stage_progressions <> coalesce(summed.stage_progressions, 0)
        -- accounts' points are rounded one by one
        or abs(tier_weeks.engagement_points - coalesce(summed.engagement_points, 0))
        > 0.01 * tier_weeks.accounts

),

totals as (

    select
        'owners' as level,
        coalesce(sum(case when level = 'owner' then hours_needed end), 0) as hours_needed

    from workloads

    union all

    select
        'teams' as level,
        coalesce(sum(case when level = 'team' then hours_needed end), 0) as hours_needed

    from workloads

    union all

    select
        'tiers' as level,
        coalesce(sum(planned_hours), 0) as hours_needed

    from efforts

),

book as (select coalesce(sum(hours_per_quarter), 0) as hours_needed from plays),

hours as (

    select
        'hours of the ' || totals.level as problem,
        cast(null as string) as pool,
        cast(null as integer) as tier

    from totals
    cross join book
    where totals.hours_needed <> book.hours_needed

),

final as (

    select * from weeks

    union all

    select * from hours

)

select * from final
