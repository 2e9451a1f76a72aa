{#- A factor that moved the score and that this release no longer knows has one last row, which says
    what its end took from the score. -#}
with

contributions as (select * from {{ ref('int_score_contributions') }}),

deltas as (select * from {{ ref('int_contribution_deltas') }}),

factors as (select * from {{ ref('int_factors_landed') }}),

previous_factors as (select * from {{ ref('stg_published__account_score_factors') }}),

factors_gone as (

    select
        deltas.account_id,
        deltas.component,
        deltas.factor

    from deltas
    left join factors on deltas.factor = factors.factor
    where
        factors.factor is null
        and (
            deltas.previous_contribution <> 0
            or deltas.delta_decay <> 0
            or deltas.delta_data <> 0
            or deltas.delta_config <> 0
            or deltas.delta_code <> 0
        )

),

scored as (

    select
        account_id,
        component,
        factor,
        value,
        points,
        weight,
        contribution,
        is_observed

    from contributions

    union all

    select
        account_id,
        component,
        factor,
        cast(null as string) as value,
        cast(null as decimal(7, 4)) as points,
        cast(0 as decimal(12, 10)) as weight,
        cast(0 as decimal(7, 4)) as contribution,
        false as is_observed

    from factors_gone

),

final as (

    select
        scored.account_id,
        scored.component,
        scored.factor,
        scored.value,
        scored.points,
        scored.weight,
        scored.contribution,
        previous_factors.contribution as previous_contribution,
        deltas.delta_decay,
        deltas.delta_data,
        deltas.delta_config,
        deltas.delta_code,
        scored.is_observed,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from scored
    left join deltas
        on
            scored.account_id = deltas.account_id
            and scored.factor = deltas.factor
    left join previous_factors
        on
            scored.account_id = previous_factors.account_id
            and scored.factor = previous_factors.factor

)

select * from final
