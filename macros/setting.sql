{#- The value of one row of reference/settings.csv, as text, for use as an expression. -#}
{% macro setting(key) -%}
    (
        select max(settings.value)
        from {{ ref('settings') }} as settings
        where settings.key = '{{ key }}'
    )
{%- endmacro %}
