{#- Where Spark writes a table that the refresh reads again from the home: the marts and what the gate
    measures. Everything else lies where the cluster keeps its tables. -#}
{% macro spark__location_clause() -%}
    {%- if var('built_url', none) is not none and model.schema in ['candidate', 'gates'] %}
    location '{{ var("built_url") }}/{{ model.schema }}/{{ model.alias }}'
    {%- endif -%}
{%- endmacro %}
