{#- Run A of SCORING 5, rule 6: nobody is held. -#}
with

accounts as (select * from {{ ref('int_accounts_forced') }}),

contenders as (select * from {{ ref('int_tier_contenders') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

standings as (

    select
        account_id,
        pool,
        coalesce(override_tier, trigger_tier) as forced_tier

    from accounts

),

{{ seat_rounds() }}

select * from final
