{#- The ids by which records name those of `relation` (columns `id` and native_id): its own ids, and
    a vendor's id without the namespace, as the files of other systems carry it, unless two CRMs
    use it. -#}
{% macro known_ids(relation, id) -%}
select
    {{ id }} as known_id,
    {{ id }}

from {{ relation }}

union all

select
    {{ relation }}.native_id as known_id,
    min({{ relation }}.{{ id }}) as {{ id }}

from {{ relation }}
left join {{ relation }} as namesakes on {{ relation }}.native_id = namesakes.{{ id }}
where namesakes.{{ id }} is null
group by {{ relation }}.native_id
having count(*) = 1
{%- endmacro %}
