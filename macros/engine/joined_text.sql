{#- Aggregate: the texts in order, separated by a comma and a space. -#}
{% macro joined_text(expression) -%}
    {{ return(adapter.dispatch('joined_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__joined_text(expression) -%}
    string_agg({{ expression }}, ', ' order by {{ expression }})
{%- endmacro %}

{% macro spark__joined_text(expression) -%}
    array_join(sort_array(collect_list({{ expression }})), ', ')
{%- endmacro %}
