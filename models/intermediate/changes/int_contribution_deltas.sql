{#- SCORING 6: from what the previous release published, step by step, to what this one says. The
    steps of an account and factor are stacked and summed, so that a factor which only one side
    knows is there as well. -#}
{%- set steps = {
    'previous': 'stg_published__account_score_factors',
    'recomputed': 'int_contributions_recomputed',
    'aged': 'int_contributions_aged',
    'updated': 'int_contributions_updated',
    'current': 'int_score_contributions',
} -%}
with

accounts as (select * from {{ ref('int_account_scores') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

stacked as (
    {% for step, model in steps.items() %}
    select
        account_id,
        component,
        factor,
        '{{ step }}' as step,
        contribution

    from {{ ref(model) }}
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

summed as (

    select
        account_id,
        factor,
        {%- for step in steps %}
        sum(case when step = '{{ step }}' then contribution else 0 end) as {{ step }}_contribution,
        {%- endfor %}
        max(component) as component

    from stacked
    group by account_id, factor

),

final as (

    select
        summed.account_id,
        summed.component,
        summed.factor,
        cast(summed.previous_contribution as decimal(7, 4)) as previous_contribution,
        cast(summed.current_contribution as decimal(7, 4)) as contribution,
        cast(summed.aged_contribution - summed.recomputed_contribution as decimal(7, 4))
            as delta_decay,
        cast(summed.updated_contribution - summed.aged_contribution as decimal(7, 4)) as delta_data,
        cast(summed.current_contribution - summed.updated_contribution as decimal(7, 4))
            as delta_config,
        cast(summed.recomputed_contribution - summed.previous_contribution as decimal(7, 4))
            as delta_code

    from summed
    inner join accounts on summed.account_id = accounts.account_id
    inner join published_accounts on summed.account_id = published_accounts.account_id

)

select * from final
