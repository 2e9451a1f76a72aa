{#- The value of one row of reference/settings.csv, as trimmed text, for use as an expression. -#}
{% macro setting(key) -%}
    (
        select trim(max(settings.value))
        from {{ ref('settings') }} as settings
        where settings.key = '{{ key }}'
    )
{%- endmacro %}
