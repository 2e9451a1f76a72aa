{#- SCORING 6: from what the previous release published, step by step, to what this one says. The
    steps of an account and factor, one row each, are stacked and combined, so that a factor which
    only one side knows is there as well; contributions of 0, more than a third, are left out on the
    way. A step that nothing could have changed was not computed: it stands where the step beside it
    does. -#}
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

changes as (select * from {{ ref('int_scoring_changes') }}),

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
    {{- '\n    where contribution <> 0' if step == 'current' }}
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
        max(previous) as published_contribution,
        max(component) as component

    from stacked
    group by account_id, factor

),

walked as (

    select
        combined.account_id,
        combined.component,
        combined.factor,
        combined.published_contribution,
        combined.previous_contribution,
        case
            when changes.is_code_changed then combined.recomputed_contribution
            else combined.previous_contribution
        end as recomputed_contribution,
        combined.aged_contribution,
        case
            when changes.is_scoring_changed then combined.updated_contribution
            else combined.current_contribution
        end as updated_contribution,
        combined.current_contribution

    from combined
    cross join changes

),

final as (

    select
        walked.account_id,
        walked.component,
        walked.factor,
        walked.published_contribution as previous_contribution,
        cast(walked.current_contribution as decimal(7, 4)) as contribution,
        cast(walked.aged_contribution - walked.recomputed_contribution as decimal(7, 4))
            as delta_decay,
        cast(walked.updated_contribution - walked.aged_contribution as decimal(7, 4))
            as delta_data,
        cast(walked.current_contribution - walked.updated_contribution as decimal(7, 4))
            as delta_config,
        cast(walked.recomputed_contribution - walked.previous_contribution as decimal(7, 4))
            as delta_code

    from walked
    inner join accounts on walked.account_id = accounts.account_id
    inner join published_accounts on walked.account_id = published_accounts.account_id

)

select * from final
