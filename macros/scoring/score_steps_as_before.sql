{#- Every step from the CTE factor_values to score_contributions, by the configuration and the landed sources of the previous
    release: one of the walk from its score to this one's (SCORING 6). -#}
{% macro score_steps_as_before() -%}
sources as (select * from {{ ref('stg_published__landed_sources') }}),

components as (select * from {{ ref('stg_published__scoring_components') }}),

factors as (select * from {{ ref('stg_published__scoring_factors') }}),

points as (select * from {{ ref('stg_published__scoring_points') }}),

{{ score_steps() }}
{%- endmacro %}
