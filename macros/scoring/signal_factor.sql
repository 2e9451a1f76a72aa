{#- The decayed value of one factor among an account's rows of int_signal_factors_summed; null
    without a signal. -#}
{% macro signal_factor(factor) -%}
    max(case when factor = '{{ factor }}' then factor_value end) as {{ factor }}
{%- endmacro %}
