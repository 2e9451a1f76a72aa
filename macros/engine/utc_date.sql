{#- The UTC calendar date of a timestamp (SCORING, "Dates"). Sessions run in UTC on every
    engine. -#}
{% macro utc_date(expression) -%}
    {{ return(adapter.dispatch('utc_date')(expression)) }}
{%- endmacro %}

{% macro duckdb__utc_date(expression) -%}
    cast({{ expression }} as date)
{%- endmacro %}

{% macro spark__utc_date(expression) -%}
    to_date({{ expression }})
{%- endmacro %}
