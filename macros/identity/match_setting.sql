{#- A threshold of reference/match_settings.csv, as a scalar subquery. -#}
{% macro match_setting(key) -%}
    (select value from {{ ref('match_settings') }} where key = '{{ key }}')
{%- endmacro %}
