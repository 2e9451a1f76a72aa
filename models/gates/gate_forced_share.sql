{#- Seats that triggers and overrides took, regardless of capacity, against the capacity; a tier
    without seats counts as one with one. -#}
with

tiers as (select * from {{ ref('int_tiers_open') }}),

accounts as (select * from {{ ref('account_tiers') }}),

forced as (

    select
        pool,
        tier,
        count(*) as accounts

    from accounts
    where tier_reason in ('override', 'trigger')
    group by pool, tier

),

measured as (

    select
        'forced_share' as check_name,
        tiers.pool,
        tiers.tier,
        cast(coalesce(forced.accounts, 0) as double) / greatest(tiers.capacity, 1) as value,
        cast(null as decimal(18, 6)) as basis,
        cast(coalesce(forced.accounts, 0) as string)
        || ' forced seats, capacity '
        || cast(tiers.capacity as string) as detail

    from tiers
    left outer join forced
        on
            tiers.pool = forced.pool
            and tiers.tier = forced.tier
    where tiers.capacity is not null

),

{{ measured_or_skipped('forced_share', 'skipped: no tier has a capacity') }}

select * from final
