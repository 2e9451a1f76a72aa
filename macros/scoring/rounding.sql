{#- SCORING, "Numbers": what had to be computed in doubles is rounded to 10 decimals and made a
    decimal, and only then rounded, half away from zero, as the rule says. The decimal in
    between is as narrow as the result allows: up to 18 digits an engine computes with plain
    integers, which is ten times faster. -#}
{% macro rounded_double(expression, scale, precision=18, places=10) -%}
    cast(
        round(
            cast(round({{ expression }}, {{ places }}) as decimal({{ precision - scale + places }}, {{ places }})),
            {{ scale }}
        ) as decimal({{ precision }}, {{ scale }})
    )
{%- endmacro %}

{#- A quotient, computed in doubles; null when there is nothing to divide by. -#}
{% macro rounded_ratio(numerator, denominator, scale, precision=18) -%}
    {{ rounded_double(
        "cast(" ~ numerator ~ " as double) / nullif(cast(" ~ denominator ~ " as double), 0)",
        scale,
        precision
    ) }}
{%- endmacro %}

{#- A wide decimal of `places` decimals, rounded to fewer. What fits 18 digits, as nearly every one does, is narrowed
    first: dividing numbers of 38 digits takes DuckDB sixty times as long. -#}
{% macro rounded_decimal(expression, scale, places) -%}
    coalesce(
        cast(try_cast({{ expression }} as decimal(18, {{ places }})) as decimal(18, {{ scale }})),
        cast({{ expression }} as decimal(18, {{ scale }}))
    )
{%- endmacro %}
