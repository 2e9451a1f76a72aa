{#- How far two samples lie apart and how sure that is, in doubles. `one` and `other` name the sides: each has columns
    <side>_number, <side>_sum, <side>_mean and <side>_variance. Shares (values of 0 and 1) are compared by
    the pooled two-proportion test and Newcombe's bounds, which hold also where a side is all 0; means by
    the variances of both samples (Welch, large samples). Null where nothing varies, and for means
    where a side does not: how sure such a mean is, nobody can tell. -#}

{#- Standard errors between the two sides. -#}
{% macro difference_z(is_share, one, other) -%}
    case
        when {{ is_share }}
            then {{ two_proportion_z(one ~ '_sum', _number(one), other ~ '_sum', _number(other)) }}
        else ({{ one }}_mean - {{ other }}_mean) / {{ _welch_error(one, other) }}
    end
{%- endmacro %}

{#- The bound at 95 % on a side: `sign` - or +. -#}
{% macro difference_bound(is_share, one, other, sign) -%}
    {%- set opposite = '+' if sign == '-' else '-' -%}
    case
        when not {{ is_share }}
            then {{ one }}_mean - {{ other }}_mean {{ sign }} 1.959963984540054e0 * {{ _welch_error(one, other) }}
        when {{ one }}_sum + {{ other }}_sum between 1 and {{ one }}_number + {{ other }}_number - 1
            then {{ one }}_mean - {{ other }}_mean {{ sign }} sqrt(
                power({{ one }}_mean - {{ wilson_bound(one ~ '_sum', _number(one), sign) }}, 2)
                + power({{ other }}_mean - {{ wilson_bound(other ~ '_sum', _number(other), opposite) }}, 2)
            )
    end
{%- endmacro %}


{% macro _welch_error(one, other) -%}
    sqrt(
        nullif({{ one }}_variance, 0) / {{ _number(one) }} + nullif({{ other }}_variance, 0) / {{ _number(other) }}
    )
{%- endmacro %}


{% macro _number(side) -%}
    cast({{ side }}_number as double)
{%- endmacro %}

{#- The columns that say how sure a difference is: difference, its bounds at 95 % and z, of which
    difference_p_value makes the p_value. -#}
{% macro difference_tested(is_share, one, other) -%}
    {{ rounded_double(one ~ '_mean - ' ~ other ~ '_mean', 4) }} as difference,
    {{ rounded_double(difference_bound(is_share, one, other, '-'), 4) }} as difference_low,
    {{ rounded_double(difference_bound(is_share, one, other, '+'), 4) }} as difference_high,
    {{ difference_z(is_share, one, other) }} as z
{%- endmacro %}


{% macro difference_p_value() -%}
    {{ rounded_double(two_sided_p_value('z'), 6, 9) }} as p_value
{%- endmacro %}

{#- The settings that decide whether a difference is stated: level, min_number. -#}
{% macro significance_settings() -%}
    select
        {{ as_double(setting('significance_level')) }} as level,
        cast({{ setting('min_deals_compared') }} as integer) as min_number
{%- endmacro %}

{#- The columns of difference_tested in words, signs as they are: shares as
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
