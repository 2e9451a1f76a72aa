{{ config(materialized='view') }}
with

spend as (select * from {{ ref('stg_marketing__spend') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

final as (

    select
        spend.spend_key,
        spend.account_id,
        spend.pool,
        spend.campaign,
        spend.channel,
        spend.tier,
        spend.currency,
        spend.cost as cost_in_currency,
        {{ in_base_currency('spend.cost', 'rates.rate_to_base') }} as cost,
        spend.spent_on

    from spend
    left join rates on {{ rate_in_force('rates', 'spend.currency', 'spend.spent_on') }}

)

select * from final
