{#- The difference of two means, in doubles: its bounds at 95 % and how many standard errors it lies
    from 0, by the variances of both samples (Welch, large samples). Null where nothing varies. -#}
{% macro mean_difference_error(variance, number, other_variance, other_number) -%}
    nullif(sqrt(
        {{ variance }} / nullif({{ number }}, 0) + {{ other_variance }} / nullif({{ other_number }}, 0)
    ), 0)
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
    {{ rounded_double(two_sided_p_value("(" ~ difference ~ " / " ~ error ~ ")"), 6, 9) }} as p_value
{%- endmacro %}

{#- The settings that decide whether a difference is stated: level, min_number. -#}
{% macro significance_settings() -%}
    select
        {{ as_double(setting('significance_level')) }} as level,
        cast({{ setting('min_deals_compared') }} as integer) as min_number
{%- endmacro %}

{#- The columns of mean_difference_tested in words, signs as they are: shares as
    0.0312 (95 %: -0.0011 to 0.0635, p = 0.058), amounts as 5884 (95 %: 4215 to 7553, p < 0.001). -#}
{% macro difference_text() -%}
    case
        when abs(difference) >= 100 then {{ _difference_text('cast(round({0}, 0) as bigint)') | indent(8) }}
        else {{ _difference_text('{0}') | indent(8) }}
    end
{%- endmacro %}


{% macro _difference_text(number) -%}
    cast({{ number.format('difference') }} as string)
    || ' (95 %: ' || cast({{ number.format('difference_low') }} as string)
    || ' to ' || cast({{ number.format('difference_high') }} as string)
    || ', ' || {{ p_value_text('p_value') }} || ')'
{%- endmacro %}
