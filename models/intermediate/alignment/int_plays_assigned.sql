{#- A play of the pool itself goes before one of every pool. Who is held out, wants no contact or
    has no tier gets none. -#}
with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

holdouts as (select * from {{ ref('int_account_holdouts') }}),

plays as (select * from {{ ref('tier_plays') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

in_force as (

    select
        tiers.pool,
        tiers.tier,
        plays.play,
        plays.personalization_level,
        plays.cluster_by,
        plays.strategy,
        plays.channels,
        plays.content,
        plays.owner_role,
        plays.hours_per_quarter,
        plays.cost_per_quarter,
        row_number() over (
            partition by tiers.pool, tiers.tier
            order by case when plays.pool = '*' then 1 else 0 end
        ) as preference

    from tiers
    inner join plays
        on
            tiers.tier = plays.tier
            and (tiers.pool = plays.pool or plays.pool = '*')

),

allowed as (

    select
        accounts.account_id,
        tiered.pool,
        tiered.tier,
        accounts.industry,
        accounts.country,
        accounts.region,
        case
            when tiered.tier is null then 'no_tier'
            when accounts.do_not_contact then 'do_not_contact'
            when holdouts.is_holdout then 'held_out'
        end as blocked_by

    from accounts
    inner join tiered on accounts.account_id = tiered.account_id
    left join holdouts on accounts.account_id = holdouts.account_id

),

final as (

    select
        allowed.account_id,
        allowed.pool,
        allowed.tier,
        allowed.blocked_by,
        in_force.play,
        in_force.personalization_level,
        case in_force.cluster_by
            when 'industry' then coalesce(allowed.industry, 'unknown')
            when 'country' then coalesce(allowed.country, 'unknown')
            when 'region' then coalesce(allowed.region, 'unknown')
        end as cluster,
        in_force.strategy,
        in_force.channels,
        in_force.content,
        in_force.owner_role,
        in_force.hours_per_quarter,
        in_force.cost_per_quarter

    from allowed
    left join in_force
        on
            allowed.pool = in_force.pool
            and allowed.tier = in_force.tier
            and allowed.blocked_by is null
            and in_force.preference = 1

)

select * from final
