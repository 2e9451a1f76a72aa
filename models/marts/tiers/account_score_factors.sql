{#- A factor that moved the score and that this release no longer knows has one last row, which says
    what its end took from the score. -#}
with

contributions as (select * from {{ ref('int_score_contributions') }}),

deltas as (select * from {{ ref('int_contribution_deltas') }}),

factors as (select * from {{ ref('int_factors_landed') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

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
        deltas.previous_contribution,
        {%- for delta in ['delta_decay', 'delta_data', 'delta_config', 'delta_code'] %}
        cast(
            case
                when published_accounts.account_id is not null then coalesce(deltas.{{ delta }}, 0)
            end as decimal(7, 4)
        ) as {{ delta }},
        {%- endfor %}
        scored.is_observed,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from scored
    left join deltas
        on
            scored.account_id = deltas.account_id
            and scored.factor = deltas.factor
    left join published_accounts on scored.account_id = published_accounts.account_id

)

select * from final
