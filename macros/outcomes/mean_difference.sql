{#- The difference of two means, in doubles: its bounds at 95 % and how many standard errors it lies
    from 0, by the variances of both samples (Welch, large samples). -#}
{% macro mean_difference_error(variance, number, other_variance, other_number) -%}
    sqrt({{ variance }} / nullif({{ number }}, 0) + {{ other_variance }} / nullif({{ other_number }}, 0))
{%- endmacro %}

{#- Null where nothing varies. -#}
{% macro mean_difference_z(difference, error) -%}
    ({{ difference }} / nullif({{ error }}, 0))
{%- endmacro %}

{#- One bound at 95 %: `sign` - or +. -#}
{% macro mean_difference_bound(difference, error, sign) -%}
    ({{ difference }} {{ sign }} 1.959963984540054e0 * {{ error }})
{%- endmacro %}

{#- The columns that say how sure a difference is: difference, its bounds at 95 % and p_value. -#}
{% macro mean_difference_tested(difference, error) -%}
    {{ rounded_double(difference, 4) }} as difference,
    {{ rounded_double(mean_difference_bound(difference, error, '-'), 4) }} as difference_low,
    {{ rounded_double(mean_difference_bound(difference, error, '+'), 4) }} as difference_high,
    {{ rounded_double(two_sided_p_value(mean_difference_z(difference, error)), 6, 9) }} as p_value
{%- endmacro %}

{#- The settings that decide whether a difference is stated: level, min_number. -#}
{% macro significance_settings() -%}
    select
        {{ as_double(setting('significance_level')) }} as level,
        cast({{ setting('min_deals_compared') }} as integer) as min_number
{%- endmacro %}

{#- A difference with its bounds, in words: 0.0312 (0.0101 to 0.0523, p = 0.004). -#}
{% macro difference_text(difference, low, high, p_value) -%}
    cast({{ difference }} as string) || ' (' || cast({{ low }} as string) || ' to '
    || cast({{ high }} as string) || ', ' || {{ p_value_text(p_value) }} || ')'
{%- endmacro %}
