{#- Months as numbers, counted from January of the year 0, so that arithmetic on them is the same on
    every engine. -#}

{#- The month that a date lies in. -#}
{% macro month_of(day) -%}
    cast(extract(year from {{ day }}) * 12 + extract(month from {{ day }}) - 1 as integer)
{%- endmacro %}

{#- The first of the twelve months that end with as_of: the day after that of a year ago; a leap day's is the first of
    March. -#}
{% macro last_year_begin() -%}
    least(
        {{ days_after(
            first_of(month_of(as_of()) ~ " - 12"), "cast(extract(day from " ~ as_of() ~ ") as integer)"
        ) }},
        {{ first_of(month_of(as_of()) ~ " - 11") }}
    )
{%- endmacro %}

{#- The first day of a month. -#}
{% macro first_of(month) -%}
    make_date(
        cast(floor(({{ month }}) / 12) as integer), cast(({{ month }}) % 12 + 1 as integer), 1
    )
{%- endmacro %}
