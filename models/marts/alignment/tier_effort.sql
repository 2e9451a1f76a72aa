with

plays as (select * from {{ ref('int_plays_assigned') }}),

effort as (select * from {{ ref('int_account_effort') }}),

spend as (select * from {{ ref('int_spend_attributed') }}),

sources as (select * from {{ ref('int_sources_landed') }}),

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

spent as (

    select
        summed.*,
        case when sources.is_landed then coalesce(tier_spend.cost, 0) end as spend

    from summed
    left join tier_spend
        on
            summed.pool = tier_spend.pool
            and summed.tier = tier_spend.tier
    left join sources on sources.source_table = 'marketing/spend'

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
