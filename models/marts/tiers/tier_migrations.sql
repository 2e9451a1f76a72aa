{#- Re-tiers are carried forward from the previous release and never rewritten. -#}
with

published_migrations as (select * from {{ ref('stg_published__tier_migrations') }}),

accounts as (select * from {{ ref('account_tiers') }}),

reasons as (

    select
        pool,
        previous_tier,
        tier,
        tier_reason,
        count(*) as accounts,
        min(score) as lowest_score,
        max(score) as highest_score

    from accounts
    group by pool, previous_tier, tier, tier_reason

),

migrated as (

    select
        pool,
        previous_tier as from_tier,
        tier as to_tier,
        cast(sum(accounts) as bigint) as accounts,
        min(lowest_score) as lowest_score,
        max(highest_score) as highest_score,
        {{ joined_text("tier_reason || ' ' || cast(accounts as string)") }} as reasons

    from reasons
    group by pool, previous_tier, tier

),

final as (

    select
        pool,
        from_tier,
        to_tier,
        accounts,
        lowest_score,
        highest_score,
        reasons,
        as_of_date,
        release_id

    from published_migrations

    union all

    select
        pool,
        from_tier,
        to_tier,
        accounts,
        lowest_score,
        highest_score,
        reasons,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from migrated

)

select * from final
