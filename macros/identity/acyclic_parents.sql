{#- A CTE list, to be continued with a select from `acyclic`: the pointers of `links`
    (record_id, parent_id; none to itself, none into the void) without cycles. Of the records
    that form a ring, the one with the smallest id becomes the top: its pointer is dropped. What
    merely leads into a ring keeps its pointers. -#}
{% macro acyclic_parents(links) -%}
walks (record_id, reached_id, path) as (

    select
        record_id,
        parent_id as reached_id,
        concat(chr(31), record_id, chr(31), parent_id, chr(31)) as path

    from {{ links }}

    union all

    select
        walks.record_id,
        links.parent_id as reached_id,
        concat(walks.path, links.parent_id, chr(31)) as path

    from walks
    inner join {{ links }} as links on walks.reached_id = links.record_id
    where
        walks.record_id <> walks.reached_id
        and (
            links.parent_id = walks.record_id
            or instr(walks.path, concat(chr(31), links.parent_id, chr(31))) = 0
        )

),

in_rings as (

    select distinct record_id

    from walks
    where record_id = reached_id

),

ring_tops as (

    select in_rings.record_id

    from in_rings
    inner join walks on in_rings.record_id = walks.record_id
    group by in_rings.record_id
    having in_rings.record_id = min(walks.reached_id)

),

acyclic as (

    select
        links.record_id,
        links.parent_id

    from {{ links }} as links
    left join ring_tops on links.record_id = ring_tops.record_id
    where ring_tops.record_id is null

)
{%- endmacro %}
