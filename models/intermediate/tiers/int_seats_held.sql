{#- The final run of SCORING 5: with all held accounts. -#}
with

accounts as (select * from {{ ref('int_accounts_forced') }}),

contenders as (select * from {{ ref('int_tier_contenders') }}),

held as (select * from {{ ref('int_incumbents_held') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

standings as (

    select
        accounts.account_id,
        accounts.pool,
        coalesce(accounts.override_tier, accounts.trigger_tier, held.incumbent_tier) as forced_tier

    from accounts
    left join held on accounts.account_id = held.account_id

),

entries as (

    select
        standings.account_id,
        standings.pool,
        contenders.tier,
        false as is_forced,
        contenders.adjusted_score,
        contenders.icp_fit_score

    from contenders
    inner join standings on contenders.account_id = standings.account_id
    where standings.forced_tier is null or standings.forced_tier <> contenders.tier

    union all

    select
        account_id,
        pool,
        forced_tier as tier,
        true as is_forced,
        null as adjusted_score,
        null as icp_fit_score

    from standings
    where forced_tier is not null

),

{{ seat_rounds() }},

final as (

    select
        standings.account_id,
        standings.pool,
        coalesce(seated.tier, settings.tier_count) as tier

    from standings
    left join seated on standings.account_id = seated.account_id
    cross join settings

)

select * from final
