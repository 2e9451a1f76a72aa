{#- Every step from the CTE factor_values to score_contributions, by the configuration of the previous release: one of the
    walk from its score to this one's (SCORING 6). What had landed is the previous release's too, unless `sources` names
    another relation. -#}
{% macro score_steps_as_before(sources='stg_published__landed_sources') -%}
sources as (select * from {{ ref(sources) }}),

components as (select * from {{ ref('stg_published__scoring_components') }}),

factors as (select * from {{ ref('stg_published__scoring_factors') }}),

points as (select * from {{ ref('stg_published__scoring_points') }}),

{{ score_steps() }}
{%- endmacro %}
