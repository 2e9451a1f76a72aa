{#- The date that many whole days after another one. -#}
{% macro days_after(day, number) -%}
    {{ return(adapter.dispatch('days_after')(day, number)) }}
{%- endmacro %}

{% macro duckdb__days_after(day, number) -%}
    ({{ day }} + {{ number }})
{%- endmacro %}

{% macro spark__days_after(day, number) -%}
    date_add({{ day }}, {{ number }})
{%- endmacro %}
