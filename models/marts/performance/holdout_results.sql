{#- The only causal statement the product makes: who was left alone was drawn by chance. An account
    of which no day counts yet has no value, and is on neither side. -#}
{%- set metrics = [
    ('conversion_rate', 'case when opportunities > 0 then 1e0 else 0e0 end'),
    ('buying_rate', 'case when won > 0 then 1e0 else 0e0 end'),
    ('won_value_per_account', 'cast(won_value as double)'),
] -%}
with

members as (select * from {{ ref('int_holdout_members') }}),

significance as (

    {{ significance_settings() | indent(4) }}

),

measured as (
    {% for metric, value in metrics %}
    select
        '{{ metric }}' as metric,
        pool,
        tier,
        is_holdout,
        days_counted,
        counted_from,
        case when days_counted > 0 then {{ value }} end as value

    from members
    {{- '\n\n    union all' if not loop.last }}
    {% endfor %}
),

summed as (

    select
        metric,
        pool,
        tier,
        grouping(pool) = 1 as is_all_pools,
        min(case when value is not null then counted_from end) as counted_from,
        avg(cast(case when value is not null then days_counted end as double)) as mean_days_counted,
        count(case when not is_holdout then value end) as treated_number,
        sum(case when not is_holdout then value end) as treated_sum,
        avg(case when not is_holdout then value end) as treated_mean,
        var_samp(case when not is_holdout then value end) as treated_variance,
        count(case when is_holdout then value end) as holdout_number,
        sum(case when is_holdout then value end) as holdout_sum,
        avg(case when is_holdout then value end) as holdout_mean,
        var_samp(case when is_holdout then value end) as holdout_variance

    from measured
    group by grouping sets ((metric, pool, tier), (metric, tier))

),

differing as (

    select
        summed.*,
        summed.metric <> 'won_value_per_account' as is_share,
        least(summed.treated_number, summed.holdout_number) < significance.min_number as is_too_few,
        significance.level

    from summed
    cross join significance

),

tested as (

    select
        *,
        {{ difference_tested('is_share', 'treated', 'holdout') | indent(4) }}

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
        pool,
        cast(tier as integer) as tier,
        metric,

        -- against what
        cast(treated_number as bigint) as treated_accounts,
        cast(holdout_number as bigint) as holdout_accounts,
        {{ rounded_double('treated_mean', 4) }} as treated_value,
        {{ rounded_double('holdout_mean', 4) }} as holdout_value,
        difference,
        difference_low,
        difference_high,
        p_value,
        case
            when counted_from is null
                then concat(
                    metric, ' cannot be measured yet: no release before ',
                    cast({{ as_of() }} as string),
                    ' said which of these accounts to leave alone; time will tell'
                )
            when treated_mean = 0 and holdout_mean = 0
                then concat(
                    metric, ' cannot be measured yet: it is 0 on both sides (n = ',
                    cast(treated_number as string), ' treated and ',
                    cast(holdout_number as string), ' held out, counted from ',
                    cast(counted_from as string), '); time will tell'
                )
            when is_too_few or coalesce(p_value, 1) >= level
                then concat(
                    'no evidence that treatment changes ', metric,
                    ' (n = ', cast(treated_number as string), ' treated and ',
                    cast(holdout_number as string), ' held out',
                    case when is_too_few then ': too few accounts to tell' else '' end, ')'
                )
            else concat(
                'treatment ', case when difference > 0 then 'adds to ' else 'takes from ' end,
                metric, ': ',
                {{ difference_text() }}
            )
        end as verdict,
        counted_from,
        {{ rounded_double('mean_days_counted', 1, 9) }} as mean_days_counted,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from judged

)

select * from final
