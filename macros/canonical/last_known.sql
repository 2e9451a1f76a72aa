{#- The last value of a column that is known, up to and including the row's own moment. -#}
{% macro last_known(expression, moment, partition) -%}
    max_by({{ expression }}, case when {{ expression }} is not null then {{ moment }} end) over (
        partition by {{ partition }}
        order by {{ moment }}
    )
{%- endmacro %}
