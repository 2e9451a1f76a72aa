with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

plays as (select * from {{ ref('int_plays_assigned') }}),

owners as (select * from {{ ref('int_owners_unioned') }}),

capacities as (select * from {{ ref('role_capacities') }}),

needed as (

    select
        accounts.owner_id,
        count(*) as planned_accounts,
        sum(case when plays.tier = 1 then 1 else 0 end) as tier_1_accounts,
        sum(plays.hours_per_quarter) as hours_needed,
        sum(case when plays.tier = 1 then plays.hours_per_quarter else 0 end) as tier_1_hours,
        sum(plays.cost_per_quarter) as cost_needed

    from accounts
    inner join plays on accounts.account_id = plays.account_id
    where plays.play is not null
    group by accounts.owner_id

),

-- accounts of nobody are work too, and so are those of who left, who has no hours any more
people as (

    select
        coalesce(owners.owner_id, needed.owner_id) as owner_id,
        owners.owner_name,
        owners.role,
        owners.team,
        capacities.hours_per_quarter as hours_available,
        coalesce(needed.planned_accounts, 0) as planned_accounts,
        coalesce(needed.tier_1_accounts, 0) as tier_1_accounts,
        coalesce(needed.hours_needed, 0) as hours_needed,
        coalesce(needed.tier_1_hours, 0) as tier_1_hours,
        coalesce(needed.cost_needed, 0) as cost_needed

    from owners
    full outer join needed on owners.owner_id = needed.owner_id
    left join capacities
        on
            lower(trim(owners.role)) = lower(trim(capacities.role))
            and owners.is_active
    where needed.planned_accounts > 0 or capacities.role is not null

),

levels as (

    select
        'owner' as level,
        'owner:' || coalesce(people.owner_id, 'nobody') as workload_id,
        people.*

    from people

    union all

    select
        'team' as level,
        'team:' || coalesce(team, 'none') as workload_id,
        cast(null as string) as owner_id,
        cast(null as string) as owner_name,
        cast(null as string) as role,
        team,
        sum(hours_available) as hours_available,
        sum(planned_accounts) as planned_accounts,
        sum(tier_1_accounts) as tier_1_accounts,
        sum(hours_needed) as hours_needed,
        sum(tier_1_hours) as tier_1_hours,
        sum(cost_needed) as cost_needed

    from people
    group by team

),

final as (

    select
        workload_id,
        owner_id,
        level,
        team,
        owner_name,
        role,
        cast(planned_accounts as bigint) as planned_accounts,
        cast(tier_1_accounts as bigint) as tier_1_accounts,
        cast(hours_needed as decimal(18, 2)) as hours_needed,
        cast(tier_1_hours as decimal(18, 2)) as tier_1_hours,
        cast(hours_available as decimal(18, 2)) as hours_available,
        {{ rounded_ratio('hours_needed', 'hours_available', 4, 12) }} as utilisation,
        cast(cost_needed as decimal(18, 2)) as cost_needed,
        hours_needed > hours_available as is_overloaded,
        tier_1_hours > hours_available as is_overloaded_by_tier_1,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from levels

)

select * from final
