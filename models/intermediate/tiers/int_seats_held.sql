{#- The final run of SCORING 5: with all held accounts. -#}
with

accounts as (select * from {{ ref('int_accounts_forced') }}),

held as (select * from {{ ref('int_incumbents_held') }}),

contenders as (select * from {{ ref('int_tier_contenders') }}),

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

{{ seat_rounds() }},

final as (

    select
        seated.account_id,
        seated.pool,
        coalesce(seated.tier, settings.tier_count) as tier,
        seated.displaced_from_tier

    from seated
    cross join settings

)

select * from final
