{#- One row when the model has not exactly as many rows as another one: a join lost or multiplied some. -#}
{% test same_rows_as(model, compare_model) %}

select
    model_rows.row_count as rows_here,
    compared_rows.row_count as rows_there

from (select count(*) as row_count from {{ model }}) as model_rows
cross join (select count(*) as row_count from {{ compare_model }}) as compared_rows
where model_rows.row_count <> compared_rows.row_count

{% endtest %}
