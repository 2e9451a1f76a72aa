with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

touches as (select * from {{ ref('int_account_touches') }}),

spend as (select * from {{ ref('int_spend_attributed') }}),

touched as (

    select
        account_id,
        sum(touches) as touches

    from touches
    where
        {{ days_between('touched_on', as_of()) }}
        < cast({{ setting('effort_days') }} as integer)
    group by account_id

),

spent as (

    select
        account_id,
        sum(cost) as spend

    from spend
    where
        account_id is not null
        and {{ days_between('spent_on', as_of()) }} < cast({{ setting('effort_days') }} as integer)
    group by account_id

),

worked as (

    select
        tiered.account_id,
        tiered.pool,
        tiered.tier,
        cast(
            case
                when {{ is_landed('crm/activities') }} then coalesce(touched.touches, 0)
            end as bigint
        ) as touches,
        cast(
            case
                when {{ is_landed('marketing/spend') }} then coalesce(spent.spend, 0)
            end as decimal(18, 2)
        ) as spend

    from tiered
    left join touched on tiered.account_id = touched.account_id
    left join spent on tiered.account_id = spent.account_id

),

means as (

    select
        pool,
        tier,
        sum(touches) * 1.0 / count(*) as touches_per_account

    from worked
    where tier is not null
    group by pool, tier

),

final as (

    select
        worked.account_id,
        worked.pool,
        worked.tier,
        worked.touches,
        worked.spend,
        -- a low tier that gets what the next better one gets on average
        case
            when worked.touches is not null
                then
                    coalesce(
                        worked.touches > 0 and worked.touches >= better.touches_per_account, false
                    )
        end as is_over_served

    from worked
    left join means as better
        on
            worked.pool = better.pool
            and worked.tier = better.tier + 1

)

select * from final
