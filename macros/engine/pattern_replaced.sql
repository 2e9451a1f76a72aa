{#- The text with every match of a regular expression replaced. `replacement` may name the first
    group as \1. -#}
{% macro pattern_replaced(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('pattern_replaced')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__pattern_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__pattern_replaced(text, pattern, replacement) -%}
    regexp_replace(
        {{ text }}, '{{ pattern | replace("\\", "\\\\") }}', '{{ replacement | replace("\\", "$") }}'
    )
{%- endmacro %}
