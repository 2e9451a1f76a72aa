with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

pools as (select * from {{ ref('pools') }}),

matched as (

    select
        accounts.account_id,
        pools.pool,
        row_number() over (
            partition by accounts.account_id
            order by pools.priority, pools.pool
        ) as pool_order

    from accounts
    inner join pools
        on
            {{ equals_if_set('pools.account_type', 'accounts.account_type') }}
            and {{ equals_if_set('pools.region', 'accounts.region') }}
            and {{ equals_if_set('pools.country', 'accounts.country') }}
            and {{ equals_if_set('pools.team', 'accounts.team') }}

),

final as (

    select
        account_id,
        pool

    from matched
    where pool_order = 1

)

select * from final
