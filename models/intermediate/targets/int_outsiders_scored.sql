{#- SCORING 1 and 3, by the macros of the accounts, for the factors known without the CRM. -#}
with

features as (select * from {{ ref('int_outsider_features') }}),

factors as (select * from {{ ref('scoring_factors') }}),

factors_landed as (select * from {{ ref('int_factors_landed') }}),

components_weighted as (select * from {{ ref('int_components_weighted') }}),

points as (select * from {{ ref('scoring_points') }}),

factor_values as (
    {% for column in marked_columns('int_outsider_features', 'component') %}
    select
        company_id as account_id,
        '{{ column.config.meta.component }}' as component,
        '{{ column.name }}' as factor,
        {{ factor_value(column.name, is_text=column.data_type == 'string') }}

    from features
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ factor_points() }},

{{ component_scores() }},

{{ account_scores() }},

{{ contributions_rounded() }},

{{ account_residuals() }},

{{ score_contributions() }},

{{ top_reasons('score_contributions', 'factors') }},

final as (

    select
        account_scores.account_id as company_id,
        account_scores.icp_fit_score,
        account_scores.intent_score,
        cast(coalesce(component_scores.observed_weight, 0) as decimal(7, 4)) as fit_coverage,
        top_reasons.top_reasons

    from account_scores
    left join component_scores
        on
            account_scores.account_id = component_scores.account_id
            and component_scores.component = 'icp_fit'
    left join top_reasons on account_scores.account_id = top_reasons.account_id

)

select * from final
