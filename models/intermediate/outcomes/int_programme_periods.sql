{#- Like is compared with like: the programme's period is as long as the baseline, up to as_of. -#}
with

baselines as (select * from {{ ref('baseline_periods') }}),

final as (

    select
        baseline,
        'before' as side,
        starts_on,
        ends_on

    from baselines

    union all

    select
        baseline,
        'after' as side,
        {{ days_after(
            as_of(), "cast(-" ~ days_between('starts_on', 'ends_on') ~ " as integer)"
        ) }} as starts_on,
        {{ as_of() }} as ends_on

    from baselines

)

select * from final
