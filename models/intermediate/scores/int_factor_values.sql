{#- One select per factor column of the features models; a new factor needs no change here. -#}
{%- set components = ['icp_fit', 'intent', 'engagement', 'strategic'] -%}
with

{% for component in components -%}
{{ component }}_features as (select * from {{ ref('int_' ~ component ~ '_features') }}),

{% endfor -%}
final as (
    {% for component in components %}
    {% set is_last_component = loop.last %}
    {% for column in marked_columns('int_' ~ component ~ '_features', 'factor') %}
    select
        account_id,
        '{{ component }}' as component,
        '{{ column.name }}' as factor,
        {{ factor_value(column.name, is_text=column.data_type == 'string') }}

    from {{ component }}_features
    {{ 'union all' if not (loop.last and is_last_component) }}
    {% endfor %}
    {% endfor %}
)

select * from final
