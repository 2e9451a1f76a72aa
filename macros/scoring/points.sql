{#- From a feature's value to points, 0 to 100 with 4 decimals (SCORING 1). Value and bounds are
    doubles: the whole formula is computed in them. -#}

{% macro signal_points(value, upper) -%}
    {{ rounded_double("100 * least(1, greatest(0, " ~ value ~ ") / nullif(" ~ upper ~ ", 0))", 4, 7) }}
{%- endmacro %}

{% macro linear_range_points(value, lower, upper) -%}
    {{ rounded_double(
        "100 * (least(greatest(" ~ value ~ ", " ~ lower ~ "), " ~ upper ~ ") - " ~ lower ~ ") / nullif("
        ~ upper ~ " - " ~ lower ~ ", 0)", 4, 7
    ) }}
{%- endmacro %}

{% macro log_range_points(value, lower, upper) -%}
    {{ linear_range_points(_log_scale(value), _log_scale(lower), _log_scale(upper)) }}
{%- endmacro %}

{% macro _log_scale(value) -%}
    log10(1 + greatest({{ value }}, 0))
{%- endmacro %}

{% macro as_double(value) -%}
    cast({{ value }} as double)
{%- endmacro %}

{#- The share of the whole score that a factor has (SCORING 3): V_c * w_f / max(sum of w_f, min_observed_c). With the
    usual weights of two decimals it has 12 decimals, often a tie at the 11th, so the double is rounded at the 12th. -#}
{% macro applied_factor_weight(component_weight, factor_weight, divisor) -%}
    {{ rounded_double(
        as_double(component_weight) ~ " * " ~ as_double(factor_weight) ~ " / nullif(" ~ as_double(divisor) ~ ", 0)",
        10, 12, places=12
    ) }}
{%- endmacro %}

{#- What a factor adds to the score (SCORING 3), before the last few 0.0001 are distributed. -#}
{% macro factor_contribution(component_weight, factor_weight, points, divisor) -%}
    {{ rounded_double(
        as_double(component_weight) ~ " * " ~ as_double(factor_weight) ~ " * " ~ as_double(points)
        ~ " / nullif(" ~ as_double(divisor) ~ ", 0)", 4, 7
    ) }}
{%- endmacro %}
