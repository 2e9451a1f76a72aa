with

previous_accounts as (select * from {{ ref('int_accounts_previous') }}),

accounts as (select * from {{ ref('int_accounts_pooled') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

final as (

    select
        accounts.account_id,
        accounts.pool,
        previous_accounts.previous_earned_tier as incumbent_tier,
        previous_accounts.previous_earned_since as earned_since

    from accounts
    inner join previous_accounts
        on
            accounts.account_id = previous_accounts.account_id
            and accounts.pool = previous_accounts.previous_pool
    cross join settings
    where settings.has_incumbents and previous_accounts.previous_earned_tier is not null

)

select * from final
