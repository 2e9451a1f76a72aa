{#- The seats of SCORING 5, rule 5, as a chain of CTEs. It reads the CTEs
        standings(account_id, pool, forced_tier)    who takes part; null = forced into no tier
        contenders(account_id, tier, adjusted_score, icp_fit_score)    the tiers that each competes for
        tiers(pool, tier, seats)    null = no limit
        settings(tier_count)
    and ends in `final`(account_id, pool, tier): the tier in which each got a seat, the last one without.
    One round for each tier that can exist above the last one; in a tier that does not exist nobody enters. Each round
    reads the one before exactly once, so that an engine that inlines CTEs does no work twice. -#}
{% macro seat_rounds() -%}
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

seated_0 as (

    select
        account_id,
        pool,
        tier

    from entries
    where false

),
{% for tier in range(1, 6) %}
entries_{{ tier }} as (select * from entries where tier = {{ tier }}),

standing_{{ tier }} as (

    select
        coalesce(seated.account_id, entering.account_id) as account_id,
        coalesce(seated.pool, entering.pool) as pool,
        seated.tier,
        seated.tier is null and entering.is_forced as is_forced,
        seated.tier is null and not entering.is_forced as is_competing,
        entering.adjusted_score,
        entering.icp_fit_score

    from seated_{{ tier - 1 }} as seated
    full outer join entries_{{ tier }} as entering on seated.account_id = entering.account_id

),

ordered_{{ tier }} as (

    select
        *,
        row_number() over (
            partition by pool, is_competing
            order by
                adjusted_score desc nulls last,
                icp_fit_score desc nulls last,
                account_id asc
        ) as seat_number,
        sum(case when is_forced then 1 else 0 end) over (partition by pool) as forced_seats

    from standing_{{ tier }}

),

seated_{{ tier }} as (

    select
        ordered.account_id,
        ordered.pool,
        coalesce(ordered.tier, {{ tier }}) as tier

    from ordered_{{ tier }} as ordered
    left join tiers
        on
            ordered.pool = tiers.pool
            and tiers.tier = {{ tier }}
    where
        not ordered.is_competing
        or tiers.seats is null
        or ordered.seat_number <= greatest(tiers.seats - ordered.forced_seats, 0)

),
{% endfor %}
final as (

    select
        standings.account_id,
        standings.pool,
        coalesce(seated.tier, settings.tier_count) as tier

    from standings
    left join seated_5 as seated on standings.account_id = seated.account_id
    cross join settings

)
{%- endmacro %}
