{#- SCORING 6: from what the previous release published, step by step, to what this one says. The
    steps of an account and factor, one row each, are stacked and combined, so that a factor which
    only one side knows is there as well. -#}
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
        factor,
        {%- for column in steps %}
        {{ 'contribution' if column == step else 'cast(null as decimal(7, 4))' }} as {{ column }},
        {%- endfor %}
        component

    from {{ ref(model) }}
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

combined as (

    select
        account_id,
        factor,
        {%- for step in steps %}
        coalesce(max({{ step }}), 0) as {{ step }}_contribution,
        {%- endfor %}
        max(component) as component

    from stacked
    group by account_id, factor

),

final as (

    select
        combined.account_id,
        combined.component,
        combined.factor,
        cast(combined.previous_contribution as decimal(7, 4)) as previous_contribution,
        cast(combined.current_contribution as decimal(7, 4)) as contribution,
        cast(combined.aged_contribution - combined.recomputed_contribution as decimal(7, 4))
            as delta_decay,
        cast(combined.updated_contribution - combined.aged_contribution as decimal(7, 4))
            as delta_data,
        cast(combined.current_contribution - combined.updated_contribution as decimal(7, 4))
            as delta_config,
        cast(combined.recomputed_contribution - combined.previous_contribution as decimal(7, 4))
            as delta_code

    from combined
    inner join accounts on combined.account_id = accounts.account_id
    inner join published_accounts on combined.account_id = published_accounts.account_id

)

select * from final
