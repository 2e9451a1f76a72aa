{#- A column summed over the segments of a dimension from the largest on, this one included. -#}
{% macro cumulative(column) -%}
    sum({{ column }}) over (
        partition by dimension
        order by {{ column }} desc nulls last, segment_key asc
        rows between unbounded preceding and current row
    )
{%- endmacro %}
