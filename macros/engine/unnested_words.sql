{#- The words of a text whose words are separated by one space, one row each, for the select
    list of a query. -#}
{% macro unnested_words(expression) -%}
    {{ return(adapter.dispatch('unnested_words')(expression)) }}
{%- endmacro %}

{% macro duckdb__unnested_words(expression) -%}
    unnest(string_split({{ expression }}, ' '))
{%- endmacro %}

{% macro spark__unnested_words(expression) -%}
    explode(split({{ expression }}, ' '))
{%- endmacro %}
