{#- Of the pools and tiers that are and of those that were: who was dealt there stays dealt. -#}
with

shares as (select * from {{ ref('holdout_shares') }}),

tiers as (

    select
        pool,
        tier

    from {{ ref('tiers') }}

    union

    select
        pool,
        tier

    from {{ ref('int_tier_spells') }}
    where tier is not null

),

final as (

    select
        tiers.pool,
        {{ setting('holdout_salt') }} as salt,
        tiers.tier,
        -- the places of holdout_bucket that are held out
        cast(coalesce(own.share, everywhere.share) as decimal(12, 10)) * 16777216 as buckets,
        coalesce(own.starts_on, everywhere.starts_on) as starts_on

    from tiers
    left join shares as own
        on
            tiers.pool = own.pool
            and tiers.tier = own.tier
    left join shares as everywhere
        on
            everywhere.pool = '*'
            and tiers.tier = everywhere.tier
    where coalesce(own.share, everywhere.share) > 0

)

select * from final
