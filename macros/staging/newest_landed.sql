{#- CTEs up to `newest`: of every key the version landed last, among the files that landed after number `since` (decision
    0063). Most keys come once: only the others are sorted, and those that only look like others. `rows`: a source; read
    three times, so no CTE. -#}
{% macro newest_landed(rows, since=none) -%}
{%- set landed_since = "landed._file_order > " ~ since if since is not none else "true" -%}
{%- set key_hash = short_hash('landed._key') -%}
repeated as (

    select {{ key_hash }} as key_hash

    from {{ rows }} as landed
    where {{ landed_since }}
    group by {{ key_hash }}
    having count(*) > 1

),

single as (

    select landed.*

    from {{ rows }} as landed
    left join repeated on {{ key_hash }} = repeated.key_hash
    where repeated.key_hash is null and {{ landed_since }}

),

versions as (

    select landed.*

    from {{ rows }} as landed
    inner join repeated on {{ key_hash }} = repeated.key_hash
    where {{ landed_since }}

),

newest as (

    select * from single

    union all

    {{ versions_in_force('versions') | indent(4) }}

)
{%- endmacro %}
