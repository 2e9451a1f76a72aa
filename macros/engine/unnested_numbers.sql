{#- The whole numbers from 0 up to below `count`, one row each, for the select list of a query. -#}
{% macro unnested_numbers(count) -%}
    {{ return(adapter.dispatch('unnested_numbers')(count)) }}
{%- endmacro %}

{% macro duckdb__unnested_numbers(count) -%}
    unnest(cast(range({{ count }}) as integer[]))
{%- endmacro %}

{% macro spark__unnested_numbers(count) -%}
    explode(sequence(0, {{ count }} - 1))
{%- endmacro %}
