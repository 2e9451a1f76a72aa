{#- What is spent on a pool's tier by name is added to what is spent on its accounts by name. -#}
with

plays as (select * from {{ ref('int_plays_assigned') }}),

effort as (select * from {{ ref('int_account_effort') }}),

spend as (select * from {{ ref('int_spend_converted') }}),

tier_spend as (

    select
        pool,
        tier,
        sum(cost) as cost

    from spend
    where
        account_id is null
        and {{ days_between('spent_on', as_of()) }}
        between 0 and cast({{ setting('effort_days') }} as integer) - 1
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
        sum(effort.spend) as spend,
        sum(case when effort.is_over_served then 1 else 0 end) as over_served_accounts

    from plays
    inner join effort on plays.account_id = effort.account_id
    where plays.tier is not null
    group by plays.pool, plays.tier

),

final as (

    select
        summed.pool,
        summed.tier,
        cast(summed.accounts as bigint) as accounts,
        cast(summed.planned_accounts as bigint) as planned_accounts,
        cast(summed.planned_hours as decimal(18, 2)) as planned_hours,
        cast(summed.planned_cost as decimal(18, 2)) as planned_cost,
        cast(summed.spend + coalesce(tier_spend.cost, 0) as decimal(18, 2)) as spend,
        cast(summed.spend + coalesce(tier_spend.cost, 0) - summed.planned_cost as decimal(18, 2))
            as spend_above_plan,
        cast(summed.touches as bigint) as touches,
        {{ rounded_ratio('summed.touches', 'summed.accounts', 2) }} as touches_per_account,
        cast(summed.over_served_accounts as bigint) as over_served_accounts,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from summed
    left join tier_spend
        on
            summed.pool = tier_spend.pool
            and summed.tier = tier_spend.tier

)

select * from final
