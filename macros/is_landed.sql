{#- Whether a source table has landed, for use as a condition: no file is no answer. -#}
{% macro is_landed(source_table) -%}
    (
        select bool_or(landed_sources.is_landed)
        from {{ ref('int_sources_landed') }} as landed_sources
        where landed_sources.source_table = '{{ source_table }}'
    )
{%- endmacro %}
