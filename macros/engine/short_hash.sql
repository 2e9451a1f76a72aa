{#- A whole number of 64 bits for a text, the engine's own: for texts to be told apart cheaply, where it does no harm
    that two of a million million have the same one. Never kept. -#}
{% macro short_hash(text) -%}
    {{ return(adapter.dispatch('short_hash')(text)) }}
{%- endmacro %}

{% macro duckdb__short_hash(text) -%}
    hash({{ text }})
{%- endmacro %}

{% macro spark__short_hash(text) -%}
    xxhash64({{ text }})
{%- endmacro %}
