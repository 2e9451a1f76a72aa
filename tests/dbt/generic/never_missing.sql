{#- Rows in which one of several columns is missing: `not_null` of them all in one query. -#}
{% test never_missing(model, columns) %}

select *
from {{ model }}
where {{ columns | join(' is null or ') }} is null

{% endtest %}
