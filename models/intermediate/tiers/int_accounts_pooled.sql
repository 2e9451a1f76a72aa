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
    {%- for column in ['account_type', 'region', 'country', 'team'] %}
            {{ 'and ' if not loop.first }}(
                pools.{{ column }} is null
                or lower(trim(accounts.{{ column }})) = lower(trim(pools.{{ column }}))
            )
    {%- endfor %}

),

final as (

    select
        account_id,
        pool

    from matched
    where pool_order = 1

)

select * from final
