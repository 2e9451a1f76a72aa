{#- Weeks in which something was done or ended, and the last whole week of every account that has
    ever had one. -#}
with

weeks as (select * from {{ ref('int_account_weeks') }}),

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

known_weeks as (

    select
        account_id,
        week_number,
        engaged_contacts,
        engagement_points,
        meetings,
        stage_progressions,
        roles_gained,
        touch_days_gained

    from weeks

    union all

    select
        account_id,
        {{ last_whole_week() }} as week_number,
        0 as engaged_contacts,
        0 as engagement_points,
        0 as meetings,
        0 as stage_progressions,
        0 as roles_gained,
        0 as touch_days_gained

    from weeks
    group by account_id
    having max(week_number) < {{ last_whole_week() }}

),

accrued as (

    select
        account_id,
        week_number,
        engaged_contacts,
        engagement_points,
        meetings,
        stage_progressions,
        {{ weeks_summed('engagement_points', 'account_id', 2, none) }} as recent_points,
        {{ weeks_summed('engagement_points', 'account_id', 14, 3) }} as earlier_points,
        {{ weeks_accrued('roles_gained', 'account_id') }} as roles_covered,
        {{ weeks_accrued('touch_days_gained', 'account_id') }} as last_touch_day

    from known_weeks

),

final as (

    select
        accrued.account_id,
        tiered.pool,
        tiered.tier,
        {{ week_begin('accrued.week_number') }} as week,
        cast(accrued.engaged_contacts as bigint) as engaged_contacts,
        {{ rounded_decimal('accrued.engagement_points', 2, 10) }} as engagement_points,
        cast(case when {{ is_landed('crm/activities') }} then accrued.meetings end as bigint)
            as meetings,
        cast(
            case
                when {{ is_landed('crm/opportunity_history') }} then accrued.stage_progressions
            end as bigint
        ) as stage_progressions,
        {{ rounded_ratio('accrued.roles_covered', 'requirements.roles_required', 4, 7) }}
            as committee_coverage,
        {{ momentum('accrued.recent_points', 'accrued.earlier_points') }} as momentum,
        case
            when accrued.last_touch_day > 0
                then cast(7 * accrued.week_number + 6 - accrued.last_touch_day as bigint)
        end as days_since_touch,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from accrued
    inner join tiered on accrued.account_id = tiered.account_id
    left join requirements on tiered.tier = requirements.tier
    where
        accrued.week_number
        > {{ last_whole_week() }} - cast({{ setting('indicator_weeks') }} as integer)

)

select * from final
