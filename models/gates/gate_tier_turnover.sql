{#- Incumbents that take part and fell, per tier; the limit is a share of the incumbents,
    rounded up. -#}
with

incumbents as (select * from {{ ref('int_accounts_incumbent') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

accounts as (select * from {{ ref('account_tiers') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

counted as (

    select
        incumbents.pool,
        incumbents.incumbent_tier,
        count(*) as incumbents,
        count(case when accounts.tier > incumbents.incumbent_tier then 1 end) as fallen

    from incumbents
    inner join accounts on incumbents.account_id = accounts.account_id
    inner join tiers
        on
            incumbents.pool = tiers.pool
            and incumbents.incumbent_tier = tiers.tier
    where accounts.tier is not null and not tiers.is_last_tier
    group by incumbents.pool, incumbents.incumbent_tier

),

measured as (

    select
        'tier_turnover' as check_name,
        pool,
        incumbent_tier as tier,
        cast(fallen as double) as value,
        cast(incumbents as decimal(18, 6)) as basis,
        cast(fallen as string) || ' of ' || cast(incumbents as string) || ' incumbents fell'
            as detail

    from counted

),

{{ measured_or_skipped(
    'tier_turnover', 'skipped: no incumbents that could fall', needs_previous=true
) }}

select * from final
