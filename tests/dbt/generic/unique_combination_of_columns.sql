{#- Combinations of values that more than one row has, or in which one is missing that may not be: a key of several columns. -#}
{% test unique_combination_of_columns(model, combination_of_columns, may_be_missing=[]) %}

select {{ combination_of_columns | join(', ') }}
from {{ model }}
group by {{ combination_of_columns | join(', ') }}
having
    count(*) > 1
    {%- for column in combination_of_columns if column not in may_be_missing %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
