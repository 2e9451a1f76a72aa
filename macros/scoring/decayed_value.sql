{#- What a signal is still worth after `age_days` (SCORING 2, rule 3). `points` and `strength`
    are decimals. -#}
{% macro decayed_value(points, strength, age_days, half_life_days) -%}
    cast(
        round(
            {{ points }} * {{ wide_decimal(strength, 6) }}
            * {{ decay_factor(age_days, half_life_days) }},
            6
        ) as decimal(18, 6)
    )
{%- endmacro %}

{#- The share of a signal left after `age_days`: 2 ^ (-age / half-life), from a double to a
    decimal of 12 places. -#}
{% macro decay_factor(age_days, half_life_days) -%}
    cast(
        round(
            power(
                cast(2 as double),
                -cast({{ age_days }} as double) / nullif(cast({{ half_life_days }} as double), 0)
            ),
            12
        ) as decimal(18, 12)
    )
{%- endmacro %}
