{#- A decimal factor of a product, as wide as the engine needs it for the product to be exact:
    DuckDB computes products of narrow decimals in 18 digits, Spark widens them by itself. -#}
{% macro wide_decimal(expression, scale) -%}
    {{ return(adapter.dispatch('wide_decimal')(expression, scale)) }}
{%- endmacro %}

{% macro duckdb__wide_decimal(expression, scale) -%}
    cast({{ expression }} as decimal(38, {{ scale }}))
{%- endmacro %}

{% macro spark__wide_decimal(expression, scale) -%}
    {{ expression }}
{%- endmacro %}
