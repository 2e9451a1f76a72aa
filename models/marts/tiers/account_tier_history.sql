{#- Spells are carried forward from the previous release and never rewritten, but for the end of
    an open one. -#}
with

published_spells as (select * from {{ ref('stg_published__account_tier_history') }}),

accounts as (select * from {{ ref('account_tiers') }}),

compared as (

    select
        spells.account_id,
        spells.pool,
        spells.tier,
        spells.tier_reason,
        spells.score,
        spells.scoring_version,
        spells.valid_from,
        spells.valid_to,
        spells.release_id,
        coalesce(spells.pool = accounts.pool, false)
        and coalesce(spells.tier, 0) = coalesce(accounts.tier, 0) as is_unchanged

    from published_spells as spells
    left join accounts on spells.account_id = accounts.account_id

),

carried as (

    select
        account_id,
        pool,
        tier,
        tier_reason,
        score,
        scoring_version,
        valid_from,
        case when valid_to is null and not is_unchanged then {{ as_of() }} else valid_to end
            as valid_to,
        release_id

    from compared

),

begun as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.tier,
        accounts.tier_reason,
        accounts.score,
        accounts.scoring_version,
        accounts.as_of_date as valid_from,
        cast(null as date) as valid_to,
        accounts.release_id

    from accounts
    left join carried
        on
            accounts.account_id = carried.account_id
            and carried.valid_to is null
    where carried.account_id is null

),

final as (

    select * from carried

    union all

    select * from begun

)

select * from final
