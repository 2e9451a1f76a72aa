{#- One select per factor column of the features models; a new factor needs no change here. -#}
{% set components = ['icp_fit', 'intent', 'engagement', 'strategic'] -%}
with

{% for component in components -%}
{{ component }}_features as (select * from {{ ref('int_' ~ component ~ '_features') }}),

{% endfor -%}
final as (
{% for component in components %}
{%- set component_loop = loop %}
{%- for column in marked_columns('int_' ~ component ~ '_features', 'factor') %}
    select
        account_id,
        '{{ component }}' as component,
        '{{ column.name }}' as factor,
        {%- if column.data_type == 'string' %}
        nullif(trim({{ column.name }}), '') as value,
        cast(null as decimal(28, 10)) as numeric_value,
        cast(null as double) as double_value
        {%- else %}
        cast({{ column.name }} as string) as value,
        cast({{ column.name }} as decimal(28, 10)) as numeric_value,
        cast({{ column.name }} as double) as double_value
        {%- endif %}

    from {{ component }}_features
    {% if not (loop.last and component_loop.last) %}
    union all
    {% endif -%}
{% endfor -%}
{% endfor %}
)

select * from final
