{#- The elements of a text list, one row each, for the select list of a query: lists stay text
    in raw (elements separated by `;`). -#}
{% macro unnested_list(expression) -%}
    {{ return(adapter.dispatch('unnested_list')(expression)) }}
{%- endmacro %}

{% macro duckdb__unnested_list(expression) -%}
    unnest(string_split({{ expression }}, ';'))
{%- endmacro %}

{% macro spark__unnested_list(expression) -%}
    explode(split({{ expression }}, ';'))
{%- endmacro %}
