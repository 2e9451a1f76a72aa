{#- The version of each keyed record in force at `as_of` (SCORING, "Dates"; INPUTS, "Newest"):
    the newest by (`updated_at`, order of landing, line) that is not dated later, or the oldest
    known one when all are newer. A version without a date is older than any dated one. Tables
    without such a column: the version landed last. `versions`: a relation with _key,
    _file_order, _line. `updated_at`: its column that dates a version, if any. `key`: where one
    key has more than one spelling. -#}
{% macro versions_in_force(versions, updated_at=none, key='_key') -%}
select *
from {{ versions }}
{%- if updated_at is none %}
qualify row_number() over (
    partition by {{ key }}
    order by _file_order desc nulls last, _line desc nulls last
) = 1
{%- else -%}
{%- set is_later = "coalesce(" ~ utc_date(updated_at) ~ " > " ~ as_of() ~ ", false)" %}
qualify row_number() over (
    partition by {{ key }}
    order by
        case when {{ is_later }} then 1 else 0 end,
        case when {{ is_later }} then {{ updated_at }} end asc nulls last,
        {{ updated_at }} desc nulls last,
        case when {{ is_later }} then _file_order else -_file_order end asc nulls last,
        case when {{ is_later }} then _line else -_line end asc nulls last
) = 1
{%- endif %}
{%- endmacro %}
