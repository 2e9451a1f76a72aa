{#- A CTE list, to be continued with a select from `survivors` (record_id, survivor_id): where the
    pointers of `links` (record_id, parent_id; one per record, none to itself) end when they are
    followed. For a query that begins with `with recursive`. -#}
{% macro survivors(links) -%}
{{ acyclic_parents(links) }},

followed as (

    select
        record_id,
        parent_id as reached_id

    from acyclic

    union all

    select
        followed.record_id,
        acyclic.parent_id as reached_id

    from followed
    inner join acyclic on followed.reached_id = acyclic.record_id

),

survivors as (

    select
        followed.record_id,
        followed.reached_id as survivor_id

    from followed
    left join acyclic on followed.reached_id = acyclic.record_id
    where acyclic.record_id is null

)
{%- endmacro %}
