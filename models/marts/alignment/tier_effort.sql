with

tiers as (select * from {{ ref('int_tiers_open') }}),

plays as (select * from {{ ref('int_plays_assigned') }}),

effort as (select * from {{ ref('int_account_effort') }}),

spend as (select * from {{ ref('int_spend_attributed') }}),

tier_spend as (

    select
        pool,
        tier,
        sum(cost) as cost

    from spend
    where {{ days_between('spent_on', as_of()) }} < cast({{ setting('effort_days') }} as integer)
    group by pool, tier

),

summed as (

    select
        plays.pool,
        plays.tier,
        count(*) as accounts,
        count(plays.play) as planned_accounts,
        coalesce(sum(plays.hours_per_quarter), 0) as planned_hours,
        coalesce(sum(plays.cost_per_quarter), 0) as planned_cost,
        sum(effort.touches) as touches,
        sum(case when effort.is_over_served then 1 else 0 end) as over_served_accounts,
        sum(case when plays.blocked_by = 'held_out' and effort.touches > 0 then 1 else 0 end)
            as held_out_touched_accounts

    from plays
    inner join effort on plays.account_id = effort.account_id
    where plays.tier is not null
    group by plays.pool, plays.tier

),

-- money may be spent on a tier that nobody is in
spent as (

    select
        tiers.pool,
        tiers.tier,
        coalesce(summed.accounts, 0) as accounts,
        coalesce(summed.planned_accounts, 0) as planned_accounts,
        coalesce(summed.planned_hours, 0) as planned_hours,
        coalesce(summed.planned_cost, 0) as planned_cost,
        case when {{ is_landed('crm/activities') }} then coalesce(summed.touches, 0) end as touches,
        coalesce(summed.over_served_accounts, 0) as over_served_accounts,
        coalesce(summed.held_out_touched_accounts, 0) as held_out_touched_accounts,
        case when {{ is_landed('marketing/spend') }} then coalesce(tier_spend.cost, 0) end as spend

    from tiers
    left join summed
        on
            tiers.pool = summed.pool
            and tiers.tier = summed.tier
    left join tier_spend
        on
            tiers.pool = tier_spend.pool
            and tiers.tier = tier_spend.tier

),

final as (

    select
        pool,
        tier,
        cast(accounts as bigint) as accounts,
        cast(planned_accounts as bigint) as planned_accounts,
        cast(planned_hours as decimal(18, 2)) as planned_hours,
        cast(planned_cost as decimal(18, 2)) as planned_cost,
        cast(spend as decimal(18, 2)) as spend,
        cast(spend - planned_cost as decimal(18, 2)) as spend_above_plan,
        cast(touches as bigint) as touches,
        {{ rounded_ratio('touches', 'accounts', 2) }} as touches_per_account,
        cast(case when touches is not null then over_served_accounts end as bigint)
            as over_served_accounts,
        cast(case when touches is not null then held_out_touched_accounts end as bigint)
            as held_out_touched_accounts,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from spent

)

select * from final
