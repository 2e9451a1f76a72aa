{#- Aggregate: the texts in order, separated by a comma and a space, or by another separator,
    quoted as in SQL. -#}
{% macro joined_text(expression, separator="', '") -%}
    {{ return(adapter.dispatch('joined_text')(expression, separator)) }}
{%- endmacro %}

{#- Ordering inside string_agg takes DuckDB several times as long as sorting the list. -#}
{% macro duckdb__joined_text(expression, separator) -%}
    array_to_string(list_sort(list({{ expression }})), {{ separator }})
{%- endmacro %}

{% macro spark__joined_text(expression, separator) -%}
    case
        when count({{ expression }}) > 0
            then array_join(sort_array(collect_list({{ expression }})), {{ separator }})
    end
{%- endmacro %}
