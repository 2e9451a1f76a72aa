{#- The spells that account_tier_history will hold, for models that come before the marts. -#}
with

published_spells as (select * from {{ ref('stg_published__account_tier_history') }}),

accounts as (select * from {{ ref('int_accounts_tiered') }}),

spells as (

    select
        published_spells.account_id,
        published_spells.tier,
        published_spells.valid_from

    from published_spells
    inner join accounts on published_spells.account_id = accounts.account_id

    union all

    select
        accounts.account_id,
        accounts.tier,
        {{ as_of() }} as valid_from

    from accounts
    left join published_spells
        on
            accounts.account_id = published_spells.account_id
            and accounts.pool = published_spells.pool
            and coalesce(accounts.tier, 0) = coalesce(published_spells.tier, 0)
            and published_spells.valid_to is null
    where published_spells.account_id is null

),

final as (

    select
        account_id,
        tier,
        lag(tier) over (partition by account_id order by valid_from) as previous_tier,
        row_number() over (partition by account_id order by valid_from) = 1 as is_first,
        valid_from,
        lead(valid_from) over (partition by account_id order by valid_from) as valid_to

    from spells

)

select * from final
