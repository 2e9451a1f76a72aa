{#- Before and after is no proof: other things changed too (holdout_results). Spend is a sum,
    which no test applies to. -#}
with

samples as (select * from {{ ref('int_programme_samples') }}),

periods as (select * from {{ ref('int_programme_periods') }}),

pools as (select * from {{ ref('pools') }}),

significance as (

    {{ significance_settings() | indent(4) }}

),

metrics as (

    select 'conversion_rate' as metric

    union all

    select 'avg_deal_size' as metric

    union all

    select 'spend' as metric

),

sides as (

    select
        baseline,
        min(case when side = 'before' then starts_on end) as before_from,
        min(case when side = 'before' then ends_on end) as before_to,
        min(case when side = 'after' then starts_on end) as after_from,
        min(case when side = 'after' then ends_on end) as after_to

    from periods
    group by baseline

),

places as (

    select pool from pools

    union all

    select cast(null as string) as pool

),

summed as (

    select
        baseline,
        metric,
        pool,
        grouping(pool) = 1 as is_all_pools,
        count(case when side = 'before' then 1 end) as before_number,
        count(case when side = 'after' then 1 end) as after_number,
        avg(case when side = 'before' then value end) as before_mean,
        avg(case when side = 'after' then value end) as after_mean,
        sum(case when side = 'before' then value end) as before_sum,
        sum(case when side = 'after' then value end) as after_sum,
        var_samp(case when side = 'before' then value end) as before_variance,
        var_samp(case when side = 'after' then value end) as after_variance

    from samples
    group by grouping sets ((baseline, metric, pool), (baseline, metric))

),

differing as (

    select
        sides.*,
        metrics.metric,
        places.pool,
        metrics.metric = 'spend' as is_sum,
        metrics.metric = 'conversion_rate' as is_share,
        coalesce(summed.before_number, 0) as before_number,
        coalesce(summed.after_number, 0) as after_number,
        summed.before_sum,
        summed.after_sum,
        case when metrics.metric = 'spend' then summed.before_sum else summed.before_mean end
            as before_mean,
        case when metrics.metric = 'spend' then summed.after_sum else summed.after_mean end
            as after_mean,
        case when metrics.metric <> 'spend' then summed.before_variance end as before_variance,
        case when metrics.metric <> 'spend' then summed.after_variance end as after_variance,
        least(summed.before_number, summed.after_number) < significance.min_number as is_too_few,
        significance.level

    from sides
    cross join metrics
    cross join places
    cross join significance
    left join summed
        on
            sides.baseline = summed.baseline
            and metrics.metric = summed.metric
            and summed.is_all_pools = (places.pool is null)
            and coalesce(places.pool, '') = coalesce(summed.pool, '')

),

tested as (

    select
        *,
        {{ difference_tested('is_share', 'after', 'before') | indent(4) }}

    from differing

),

judged as (

    select
        *,
        {{ difference_p_value() }}

    from tested

),

final as (

    select
        -- of what
        baseline,
        pool,
        metric,
        before_from,
        before_to,
        after_from,
        after_to,

        -- before and after
        cast(before_number as bigint) as before_number,
        cast(after_number as bigint) as after_number,
        {{ rounded_double('before_mean', 4) }} as value_before,
        {{ rounded_double('after_mean', 4) }} as value_after,
        difference,
        difference_low,
        difference_high,
        p_value,
        case
            when after_from <= before_to
                then 'too early: the baseline is not over for as long as it lasted'
            when before_number = 0 or after_number = 0 then 'no records to compare'
            when is_sum then 'a sum: no test applies'
            when is_too_few or coalesce(p_value, 1) >= level
                then concat(
                    'no evidence of a change (n = ', cast(before_number as string),
                    ' and ', cast(after_number as string),
                    case when is_too_few then ': too few to tell' else '' end, ')'
                )
            else concat(
                case when difference > 0 then 'higher: ' else 'lower: ' end,
                {{ difference_text() }}
            )
        end as verdict,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from judged

)

select * from final
