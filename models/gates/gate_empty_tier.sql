{#- 0 somebody is in the tier, 1 nobody is, 2 nobody is any more. Pools without accounts, now
    and before, are left out. -#}
with

tiers as (select * from {{ ref('int_tiers_open') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

accounts as (select * from {{ ref('account_tiers') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

now_counted as (

    select
        pool,
        tier,
        count(*) as accounts

    from accounts
    group by pool, tier

),

before_counted as (

    select
        pool,
        tier,
        count(*) as accounts

    from published_accounts
    group by pool, tier

),

inhabited as (

    select pool from now_counted

    union

    select pool from before_counted

),

compared as (

    select
        tiers.pool,
        tiers.tier,
        coalesce(now_counted.accounts, 0) as accounts,
        case when settings.has_incumbents then coalesce(before_counted.accounts, 0) else 0 end
            as previous_accounts

    from tiers
    inner join inhabited on tiers.pool = inhabited.pool
    left outer join now_counted
        on
            tiers.pool = now_counted.pool
            and tiers.tier = now_counted.tier
    left outer join before_counted
        on
            tiers.pool = before_counted.pool
            and tiers.tier = before_counted.tier
    cross join settings

),

final as (

    select
        'empty_tier' as check_name,
        pool,
        tier,
        cast(
            case when accounts > 0 then 0 when previous_accounts > 0 then 2 else 1 end as double
        ) as value,
        cast(null as decimal(18, 6)) as basis,
        cast(accounts as string) || ' accounts, ' || cast(previous_accounts as string) || ' before'
            as detail

    from compared

)

select * from final
