with

accounts as (select * from {{ ref('account_tiers') }}),

addressable as (select * from {{ ref('int_accounts_addressable') }}),

plays as (select * from {{ ref('account_plays') }}),

final as (

    select
        accounts.account_id,
        accounts.account_name as company_name,
        accounts.domain,
        accounts.country,
        accounts.industry,
        accounts.pool,
        accounts.tier,
        accounts.tier_name,
        plays.play,
        accounts.as_of_date,
        accounts.release_id

    from accounts
    inner join addressable on accounts.account_id = addressable.account_id
    inner join plays on accounts.account_id = plays.account_id

)

select * from final
