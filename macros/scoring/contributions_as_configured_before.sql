{#- Contributions of other factor values by the configuration and the landed sources of the previous release: one of the
    steps from its score to this one's (SCORING 6). -#}
{% macro contributions_as_configured_before(factor_values) -%}
with

factor_values as (select * from {{ ref(factor_values) }}),

sources as (select * from {{ ref('stg_published__landed_sources') }}),

components as (select * from {{ ref('stg_published__scoring_components') }}),

factors as (select * from {{ ref('stg_published__scoring_factors') }}),

points as (select * from {{ ref('stg_published__scoring_points') }}),

{{ score_steps() }}

select
    account_id,
    component,
    factor,
    contribution

from score_contributions
{%- endmacro %}
