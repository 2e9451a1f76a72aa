{#- The timestamp that many minutes after a date begins; before it, when they are negative. -#}
{% macro minutes_after_midnight(day, minutes) -%}
    {{ return(adapter.dispatch('minutes_after_midnight')(day, minutes)) }}
{%- endmacro %}

{% macro duckdb__minutes_after_midnight(day, minutes) -%}
    (cast({{ day }} as timestamp) + to_minutes({{ minutes }}))
{%- endmacro %}

{% macro spark__minutes_after_midnight(day, minutes) -%}
    timestampadd(minute, {{ minutes }}, cast({{ day }} as timestamp))
{%- endmacro %}
