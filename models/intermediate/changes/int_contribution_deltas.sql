{#- SCORING 6: from what the previous release published, step by step, to what this one says. The
    steps are joined side by side, so that a factor which only one of them knows is there as well;
    contributions of 0, more than a third, are left out on the way. (Stacked and grouped by account
    and factor they took half as long again.) A step that nothing could have changed was not computed:
    it stands where the step beside it does. -#}
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

{% for step, model in steps.items() -%}
{{ step }}_step as (

    select
        account_id,
        factor,
        component,
        contribution

    from {{ ref(model) }}
    {{- '\n    where contribution <> 0' if step == 'current' }}

),

{% endfor -%}
combined as (

    select
        coalesce(
            previous_step.account_id,
            recomputed_step.account_id,
            aged_step.account_id,
            updated_step.account_id,
            current_step.account_id
        ) as account_id,
        coalesce(
            previous_step.factor,
            recomputed_step.factor,
            aged_step.factor,
            updated_step.factor,
            current_step.factor
        ) as factor,
        coalesce(
            previous_step.component,
            recomputed_step.component,
            aged_step.component,
            updated_step.component,
            current_step.component
        ) as component,
        {%- for step in steps %}
        coalesce({{ step }}_step.contribution, 0) as {{ step }}_contribution,
        {%- endfor %}
        previous_step.contribution as published_contribution

    from previous_step
    full outer join recomputed_step
        on
            previous_step.account_id = recomputed_step.account_id
            and previous_step.factor = recomputed_step.factor
    full outer join aged_step
        on
            coalesce(previous_step.account_id, recomputed_step.account_id) = aged_step.account_id
            and coalesce(previous_step.factor, recomputed_step.factor) = aged_step.factor
    full outer join updated_step
        on
            coalesce(
                previous_step.account_id, recomputed_step.account_id, aged_step.account_id
            ) = updated_step.account_id
            and coalesce(previous_step.factor, recomputed_step.factor, aged_step.factor)
            = updated_step.factor
    full outer join current_step
        on
            coalesce(
                previous_step.account_id,
                recomputed_step.account_id,
                aged_step.account_id,
                updated_step.account_id
            ) = current_step.account_id
            and coalesce(
                previous_step.factor, recomputed_step.factor, aged_step.factor, updated_step.factor
            ) = current_step.factor

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
