{#- Whether a record exists at `as_of`: it is not dated later (SCORING, "Dates"); always, when
    it carries no date. -#}
{% macro exists_at_as_of(timestamp) -%}
    coalesce({{ utc_date(timestamp) }} <= {{ as_of() }}, true)
{%- endmacro %}
