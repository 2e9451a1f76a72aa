{#- Spend belongs to the account it names, else to the tier and pool it names. What names a tier
    and no pool stands under the tier of all pools; what names no tier we have, under none. Before
    history begins nothing had a tier, so that spend is never held against deals of another time.
    Then counts the record that it names, as for deals (int_opportunity_outcomes), and the pools and
    tiers that there were then. -#}
with

spend as (select * from {{ ref('int_spend_converted') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

tier_numbers as (select distinct tier from tiers),

pool_names as (select distinct pool from tiers),

history as (select min(valid_from) as begins_on from spells),

pools_then as (

    select
        pool,
        min(valid_from) as begins_on,
        max(coalesce(valid_to, date '9999-12-31')) as ends_on

    from spells
    group by pool

),

tiers_then as (

    select
        tier,
        min(valid_from) as begins_on,
        max(coalesce(valid_to, date '9999-12-31')) as ends_on

    from spells
    group by tier

),

final as (

    select
        spend.spend_key,
        tiered.account_id,
        case when tiered.account_id is null then pool_names.pool else tiered.pool end as pool,
        case
            when own.account_id is not null then own.pool
            when tiered.account_id is not null then spells.pool
            when spend.spent_on >= history.begins_on
                then coalesce(pools_then.pool, pool_names.pool)
        end as pool_then,
        case when tiered.account_id is null then tier_numbers.tier else tiered.tier end
            as tier,
        case
            when own.account_id is not null then own.tier
            when tiered.account_id is not null then spells.tier
            when spend.spent_on >= history.begins_on
                then coalesce(tiers_then.tier, tier_numbers.tier)
        end as tier_then,
        spend.cost,
        spend.spent_on

    from spend
    cross join history
    left join account_keys on spend.account_id = account_keys.account_key
    left join tiered on account_keys.account_id = tiered.account_id
    left join spells
        on
            account_keys.account_id = spells.account_id
            and spend.spent_on >= spells.valid_from
            and spend.spent_on < coalesce(spells.valid_to, date '9999-12-31')
    left join spells as own
        on
            account_keys.crm_account_id = own.account_id
            and spend.spent_on >= own.valid_from
            and spend.spent_on < coalesce(own.valid_to, date '9999-12-31')
    left join pools_then
        on
            lower(spend.pool) = lower(pools_then.pool)
            and spend.spent_on >= pools_then.begins_on
            and spend.spent_on < pools_then.ends_on
    left join tiers_then
        on
            spend.tier = tiers_then.tier
            and spend.spent_on >= tiers_then.begins_on
            and spend.spent_on < tiers_then.ends_on
    left join pool_names on lower(spend.pool) = lower(pool_names.pool)
    left join tier_numbers on spend.tier = tier_numbers.tier

)

select * from final
