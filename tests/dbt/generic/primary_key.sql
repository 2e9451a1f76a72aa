{#- Rows whose key is missing, and keys that more than one row has: `unique` and `not_null` in one query. -#}
{% test primary_key(model, column_name) %}

select
    {{ column_name }},
    count(*) as n_records

from {{ model }}
group by {{ column_name }}
having count(*) > 1 or {{ column_name }} is null

{% endtest %}
