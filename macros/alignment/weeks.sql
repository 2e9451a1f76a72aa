{#- Sum of a weekly figure from `first` to `last` weeks before the row's own (columns week_number,
    and what `by` names). -#}
{% macro weeks_summed(figure, by, first, last) -%}
    sum({{ figure }}) over (
        partition by {{ by }}
        order by week_number
        range between {{ first }} preceding and
        {{ last ~ " preceding" if last else "current row" }}
    )
{%- endmacro %}

{#- Sum of a weekly figure up to the row's own week. -#}
{% macro weeks_accrued(figure, by) -%}
    sum({{ figure }}) over (
        partition by {{ by }}
        order by week_number
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{#- Mean of the last 3 weeks against the mean of the 12 before; null when nothing happened in these. Strengths have no
    limit: what is beyond 1,000,000 times as much is said to be just that. -#}
{% macro momentum(recent, earlier) -%}
    {%- set ratio = "4 * cast(" ~ recent ~ " as double) / cast(" ~ earlier ~ " as double)" -%}
    {{ rounded_double(
        "case when " ~ earlier ~ " <> 0 then greatest(least(" ~ ratio ~ ", 1000000), -1000000) end", 4, 12
    ) }}
{%- endmacro %}

{#- The first week that the indicators, their momentum or a role still covered look at. -#}
{% macro first_indicator_week() -%}
    (
        {{ last_whole_week() }} - cast({{ setting('indicator_weeks') }} as integer)
        - greatest(14, {{ weeks_in('committee_active_days') }})
    )
{%- endmacro %}

{#- Number of the week that a date lies in; what was before the first one looked at is one week before it. -#}
{% macro indicator_week(day) -%}
    greatest({{ week_number(day) }}, {{ first_indicator_week() }} - 1)
{%- endmacro %}

{#- The weeks that a setting in days amounts to, begun ones included. -#}
{% macro weeks_in(key) -%}
    cast(ceil(cast({{ setting(key) }} as integer) / 7.0) as integer)
{%- endmacro %}
