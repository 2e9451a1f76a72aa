{#- How many different words two texts share; their words are separated by one space. -#}
{% macro words_shared(one, other) -%}
    {{ return(adapter.dispatch('words_shared')(one, other)) }}
{%- endmacro %}

{% macro duckdb__words_shared(one, other) -%}
    len(list_intersect(string_split({{ one }}, ' '), string_split({{ other }}, ' ')))
{%- endmacro %}

{% macro spark__words_shared(one, other) -%}
    size(array_intersect(split({{ one }}, ' '), split({{ other }}, ' ')))
{%- endmacro %}
