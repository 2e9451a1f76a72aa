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

{{ seat_rounds() }}

select * from final
