{#- The seats of SCORING 5, rule 5, as a chain of CTEs that ends in `seated`: account_id, pool, tier (null = left over),
    displaced_from_tier. It reads the CTEs
        standings(account_id, pool, forced_tier)   accounts that take part; forced_tier null = not forced
        contenders(account_id, pool, tier, adjusted_score, icp_fit_score)   who may compete for an open seat of a tier
        tiers(pool, tier, seats)                   seats null = no limit
    One round per tier that can exist short of the last one; a tier that does not exist has no contenders. Each round
    reads the one before exactly once, so that an engine that inlines CTEs does no work twice. -#}
{% macro seat_rounds() -%}
round_0 as (

    select
        standings.account_id,
        standings.pool,
        standings.forced_tier,
        cast(null as integer) as tier,
        cast(null as integer) as displaced_from_tier

    from standings

),
{% for tier in range(1, 6) %}
entering_{{ tier }} as (

    select
        before.*,
        contenders.adjusted_score,
        contenders.icp_fit_score,
        before.tier is null and coalesce(before.forced_tier, 0) = {{ tier }} as is_forced,
        before.tier is null
        and coalesce(before.forced_tier, 0) <> {{ tier }}
        and contenders.account_id is not null as is_competing

    from round_{{ tier - 1 }} as before
    left join contenders
        on
            before.account_id = contenders.account_id
            and contenders.tier = {{ tier }}

),

ordered_{{ tier }} as (

    select
        *,
        row_number() over (
            partition by pool, is_competing
            order by
                adjusted_score desc nulls last,
                icp_fit_score desc nulls last,
                account_id
        ) as seat_number,
        sum(case when is_forced then 1 else 0 end) over (partition by pool) as forced_seats

    from entering_{{ tier }}

),

decided_{{ tier }} as (

    select
        ordered.*,
        ordered.is_competing
        and (
            tiers.seats is null
            or ordered.seat_number <= greatest(tiers.seats - ordered.forced_seats, 0)
        ) as is_seated

    from ordered_{{ tier }} as ordered
    left join tiers
        on
            ordered.pool = tiers.pool
            and tiers.tier = {{ tier }}

),

round_{{ tier }} as (

    select
        account_id,
        pool,
        forced_tier,
        case when is_seated or is_forced then {{ tier }} else tier end as tier,
        case
            when is_competing and not is_seated then coalesce(displaced_from_tier, {{ tier }})
            else displaced_from_tier
        end as displaced_from_tier

    from decided_{{ tier }}

),
{% endfor %}
seated as (

    select
        account_id,
        pool,
        tier,
        displaced_from_tier

    from round_5

)
{%- endmacro %}
