{#- The UTC date in a text that holds an ISO date or timestamp, or milliseconds since 1970; null when it holds neither.
    What either is does not rest on what an engine would make of the text. -#}
{% macro date_of_text(text) -%}
    {%- set iso_date = "regexp_extract(" ~ text ~ ", '^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[T ].*)?$', 1)" -%}
    {%- set milliseconds = "regexp_extract(" ~ text ~ ", '^(-?[0-9]{1,14})(?:[.]0*)?$', 1)" -%}
    case
        when {{ iso_date }} <> '' then try_cast({{ iso_date }} as date)
        when {{ milliseconds }} <> ''
            then {{ date_of_milliseconds("try_cast(" ~ milliseconds ~ " as bigint)") }}
    end
{%- endmacro %}

{% macro date_of_milliseconds(number) -%}
    {{ return(adapter.dispatch('date_of_milliseconds')(number)) }}
{%- endmacro %}

{% macro duckdb__date_of_milliseconds(number) -%}
    cast(epoch_ms({{ number }}) as date)
{%- endmacro %}

{% macro spark__date_of_milliseconds(number) -%}
    to_date(timestamp_millis({{ number }}))
{%- endmacro %}
