{#- Rates are null where there is nothing to divide by; those over accounts and spend also in a
    period that began before history did, of which it tells a part only. Each tier is compared with the next one
    down in the same pool, period and basis. -#}
with

measures as (select * from {{ ref('int_tier_measures') }}),

significance as (

    {{ significance_settings() | indent(4) }}

),

measured as (

    select
        *,
        cast(won as double) as wins,
        cast(won + lost as double) as decided

    from measures

),

compared as (

    select
        measured.*,
        below.won as won_below,
        below.won + below.lost as decided_below,
        below.decided is not null as has_tier_below,
        least(measured.decided, below.decided) < significance.min_number as is_too_few,
        significance.level,
        {{ two_proportion_z('measured.wins', 'measured.decided', 'below.wins', 'below.decided') }}
            as z

    from measured
    cross join significance
    left join measured as below
        on
            measured.tier_basis = below.tier_basis
            and measured.period_type = below.period_type
            and measured.period_start = below.period_start
            and coalesce(measured.pool, '') = coalesce(below.pool, '')
            and measured.tier + 1 = below.tier

),

tested as (

    select
        *,
        {{ rounded_double(two_sided_p_value('z'), 6, 9) }} as win_rate_p_value

    from compared

),

rated as (

    select
        *,
        {{ rounded_ratio('won', 'won + lost', 4, 7) }} as win_rate,
        {{ rounded_ratio('won_below', 'decided_below', 4, 7) }} as win_rate_below,
        {{ rounded_ratio('won_value', 'won_with_amount', 2) }} as avg_deal_size

    from tested

),

final as (

    select
        -- of what
        pool,
        cast(tier as integer) as tier,
        period_type,
        period_start,
        period_end,
        is_complete,
        tier_basis,

        -- how many
        cast(case when tier is not null then accounts end as bigint) as accounts,
        cast(opportunities as bigint) as opportunities,
        cast(without_account as bigint) as opportunities_without_account,
        cast(before_history as bigint) as opportunities_before_history,
        cast(tier_reconstructed as bigint) as opportunities_tier_reconstructed,
        cast(opportunities_created as bigint) as opportunities_created,
        cast(won as bigint) as won,
        cast(lost as bigint) as lost,

        -- how good
        win_rate,
        {{ rounded_double(wilson_bound('wins', 'decided', '-'), 4, 7) }} as win_rate_low,
        {{ rounded_double(wilson_bound('wins', 'decided', '+'), 4, 7) }} as win_rate_high,
        cast(won_value as decimal(18, 2)) as won_value,
        cast(won_with_amount as bigint) as won_with_amount,
        avg_deal_size,
        {{ rounded_ratio('won_options', 'won', 2, 9) }} as options_per_deal,

        -- how fast
        {{ rounded_double('median_sales_cycle_days', 1, 9) }} as median_sales_cycle_days,
        {{ rounded_double('mean_sales_cycle_days', 2, 9) }} as mean_sales_cycle_days,

        -- what is under way at the end of the period
        cast(open_opportunities as bigint) as open_opportunities,
        cast(open_pipeline_value as decimal(18, 2)) as open_pipeline_value,
        cast(open_list_price_value as decimal(18, 2)) as open_list_price_value,
        cast(open_without_value as bigint) as open_without_value,
        cast(open_valued_later as bigint) as open_valued_later,
        open_valued_later = 0 as is_point_in_time,
        {{ rounded_double(
            "cast(open_opportunities as double) * (wins / nullif(decided, 0))"
            ~ " * (cast(won_value as double) / nullif(won_with_amount, 0))"
            ~ " / nullif(mean_sales_cycle_days, 0)",
            2, 18, 8
        ) }} as pipeline_velocity_per_day,

        -- what was done
        case
            when tier is not null and is_tier_known_throughout
                then {{ rounded_ratio('accounts_converted', 'accounts', 4, 7) }}
        end as conversion_rate,
        cast(case when tier is not null then engaged_accounts end as bigint) as engaged_accounts,
        case
            when tier is not null and is_tier_known_throughout
                then {{ rounded_ratio('engaged_accounts', 'accounts', 4, 7) }}
        end as engagement_rate,
        cast(meetings as bigint) as meetings,
        cast(spend as decimal(18, 2)) as spend,
        case
            when tier is not null and is_tier_known_throughout
                then {{ rounded_ratio('spend', 'accounts', 2) }}
        end as cost_per_account,
        case
            when tier is not null and is_tier_known_throughout
                then {{ rounded_ratio('won_value', 'spend', 4) }}
        end as return_on_spend,

        -- is it better than the tier below
        case when has_tier_below then win_rate_p_value end as win_rate_p_value,
        {{ win_rate_verdict() }} as verdict,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from rated

)

select * from final
