{#- Days since a Monday long ago: what weeks and weekdays are counted from. -#}
{% macro day_number(day) -%}
    {{ days_between("cast('1900-01-01' as date)", day) }}
{%- endmacro %}

{#- Number of the week, Monday to Sunday, that a date lies in. -#}
{% macro week_number(day) -%}
    cast(floor({{ day_number(day) }} / 7) as integer)
{%- endmacro %}

{#- The Monday of a week by its number. -#}
{% macro week_begin(number) -%}
    {{ days_after("cast('1900-01-01' as date)", "7 * " ~ number) }}
{%- endmacro %}

{#- Number of the last week that is over at the end of as_of. -#}
{% macro last_whole_week() -%}
    ({{ week_number(days_after(as_of(), 1)) }} - 1)
{%- endmacro %}

{#- Minutes from midnight of a time of day written HH:MM. -#}
{% macro minutes_of(time) -%}
    (
        60 * cast(substring({{ time }}, 1, 2) as integer)
        + cast(substring({{ time }}, 4, 2) as integer)
    )
{%- endmacro %}

{#- Whole minutes from midnight of a timestamp. -#}
{% macro minute_of_day(timestamp) -%}
    cast(60 * extract(hour from {{ timestamp }}) + extract(minute from {{ timestamp }}) as integer)
{%- endmacro %}
