{#- The UTC date in a text that holds an ISO date or timestamp, or milliseconds since 1970; null
    when it holds neither. -#}
{% macro date_of_text(expression) -%}
    {{ return(adapter.dispatch('date_of_text')(expression)) }}
{%- endmacro %}

{% macro duckdb__date_of_text(expression) -%}
    coalesce(
        cast(epoch_ms(try_cast({{ expression }} as bigint)) as date),
        try_cast(left({{ expression }}, 10) as date)
    )
{%- endmacro %}

{% macro spark__date_of_text(expression) -%}
    coalesce(
        to_date(timestamp_millis(try_cast({{ expression }} as bigint))),
        try_cast(left({{ expression }}, 10) as date)
    )
{%- endmacro %}
