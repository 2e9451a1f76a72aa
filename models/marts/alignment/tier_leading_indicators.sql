{#- Of the accounts that are in the tier at as_of, in every week: so a change of members does not
    look like a change of behaviour. -#}
with

weeks as (select * from {{ ref('int_account_weeks') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

tiered as (

    select * from {{ ref('int_accounts_tiered') }}
    where tier is not null

),

requirements as (

    select
        tier,
        count(*) as roles_required

    from {{ ref('committee_requirements') }}
    group by tier

),

numbers as (select {{ unnested_numbers(104) }} as number),

members as (

    select
        tiers.pool,
        tiers.tier,
        count(tiered.account_id) as accounts

    from tiers
    left join tiered
        on
            tiers.pool = tiered.pool
            and tiers.tier = tiered.tier
    group by tiers.pool, tiers.tier

),

facts as (

    select
        tiered.pool,
        tiered.tier,
        weeks.week_number,
        case when weeks.engagement_points > 0 then 1 else 0 end as engaged_accounts,
        weeks.engaged_contacts,
        weeks.engagement_points,
        weeks.meetings,
        weeks.stage_progressions,
        weeks.roles_gained,
        weeks.touch_days_gained,
        weeks.first_touches

    from weeks
    inner join tiered on weeks.account_id = tiered.account_id

    union all

    -- weeks in which nothing happened are weeks too
    select
        members.pool,
        members.tier,
        {{ last_whole_week() }} - numbers.number as week_number,
        0 as engaged_accounts,
        0 as engaged_contacts,
        0 as engagement_points,
        0 as meetings,
        0 as stage_progressions,
        0 as roles_gained,
        0 as touch_days_gained,
        0 as first_touches

    from members
    inner join numbers on numbers.number < cast({{ setting('indicator_weeks') }} as integer)

),

summed as (

    select
        pool,
        tier,
        week_number,
        sum(engaged_accounts) as engaged_accounts,
        sum(engaged_contacts) as engaged_contacts,
        sum(engagement_points) as engagement_points,
        sum(meetings) as meetings,
        sum(stage_progressions) as stage_progressions,
        sum(roles_gained) as roles_gained,
        sum(touch_days_gained) as touch_days_gained,
        sum(first_touches) as first_touches

    from facts
    group by pool, tier, week_number

),

accrued as (

    select
        summed.*,
        {{ weeks_summed('engagement_points', 'pool, tier', 2, none) }} as recent_points,
        {{ weeks_summed('engagement_points', 'pool, tier', 14, 3) }} as earlier_points,
        {{ weeks_accrued('roles_gained', 'pool, tier') }} as roles_covered,
        {{ weeks_accrued('touch_days_gained', 'pool, tier') }} as touch_days,
        {{ weeks_accrued('first_touches', 'pool, tier') }} as touched_accounts

    from summed

),

final as (

    select
        accrued.pool,
        accrued.tier,
        {{ week_begin('accrued.week_number') }} as week,
        cast(members.accounts as bigint) as accounts,
        cast(accrued.engaged_accounts as bigint) as engaged_accounts,
        cast(accrued.engaged_contacts as bigint) as engaged_contacts,
        cast(accrued.engagement_points as decimal(18, 2)) as engagement_points,
        cast(case when {{ is_landed('crm/activities') }} then accrued.meetings end as bigint)
            as meetings,
        cast(
            case
                when {{ is_landed('crm/opportunity_history') }} then accrued.stage_progressions
            end as bigint
        ) as stage_progressions,
        {{ rounded_ratio(
            'accrued.roles_covered', '(members.accounts * requirements.roles_required)', 4, 7
        ) }} as committee_coverage,
        {{ momentum('accrued.recent_points', 'accrued.earlier_points') }} as momentum,
        cast(
            case when {{ is_landed('crm/activities') }} then accrued.touched_accounts end as bigint
        ) as touched_accounts,
        {{ rounded_ratio(
            '(accrued.touched_accounts * (7 * accrued.week_number + 6) - accrued.touch_days)',
            'accrued.touched_accounts',
            1
        ) }} as mean_days_since_touch,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from accrued
    inner join members
        on
            accrued.pool = members.pool
            and accrued.tier = members.tier
    left join requirements on accrued.tier = requirements.tier
    where
        accrued.week_number
        > {{ last_whole_week() }} - cast({{ setting('indicator_weeks') }} as integer)

)

select * from final
