{#- The newest date up to `as_of` among a record's timestamps; null when it carries none. -#}
{% macro recorded_on(timestamps) -%}
    {%- set dates = [] %}
    {%- for timestamp in timestamps %}
        {%- set day = utc_date(timestamp) %}
        {%- do dates.append("case when " ~ day ~ " <= " ~ as_of() ~ " then " ~ day ~ " end") %}
    {%- endfor %}
    {{- dates[0] if dates | length == 1 else "greatest(" ~ dates | join(", ") ~ ")" }}
{%- endmacro %}
