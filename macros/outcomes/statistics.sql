{#- Statistics of shares and means, in doubles. Arguments are columns of type double. Rounding is
    the caller's. -#}

{#- One bound of the Wilson interval at 95 % of a share: `sign` - or +. Null without trials. Within
    0 and 1 by its nature. -#}
{% macro wilson_bound(successes, trials, sign) -%}
    {%- set z = '1.959963984540054e0' -%}
    (
        {{ successes }} + {{ z }} * {{ z }} / 2
        {{ sign }} {{ z }} * sqrt(
            {{ successes }} * ({{ trials }} - {{ successes }}) / nullif({{ trials }}, 0)
            + {{ z }} * {{ z }} / 4
        )
    ) / (nullif({{ trials }}, 0) + {{ z }} * {{ z }})
{%- endmacro %}

{#- The chance of a normal value at least as far from 0 as z, on either side: the complementary error
    function of |z| / sqrt(2) by the Chebyshev fit of Numerical Recipes (erfcc), whose relative error
    is below 1.2e-7 everywhere. -#}
{% macro two_sided_p_value(z) -%}
    {%- set x = "(abs(" ~ z ~ ") / sqrt(2e0))" -%}
    {%- set t = "(1 / (1 + " ~ x ~ " / 2))" -%}
    {%- set coefficients = [
        '0.17087277e0', '-0.82215223e0', '1.48851587e0', '-1.13520398e0', '0.27886807e0',
        '-0.18628806e0', '0.09678418e0', '0.37409196e0', '1.00002368e0', '-1.26551223e0',
    ] -%}
    {%- set polynomial = namespace(text=coefficients[0]) -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set polynomial.text = coefficient ~ " + " ~ t ~ " * (" ~ polynomial.text ~ ")" -%}
    {%- endfor -%}
    ({{ t }} * exp(-{{ x }} * {{ x }} + {{ polynomial.text }}))
{%- endmacro %}

{#- How many standard errors two shares lie apart, by the pooled two-proportion test; null where
    nothing varies. -#}
{% macro two_proportion_z(successes, trials, other_successes, other_trials) -%}
    {%- set pooled = "((" ~ successes ~ " + " ~ other_successes ~ ") / nullif("
        ~ trials ~ " + " ~ other_trials ~ ", 0))" -%}
    (
        ({{ successes }} / nullif({{ trials }}, 0) - {{ other_successes }} / nullif({{ other_trials }}, 0))
        / nullif(sqrt(
            {{ pooled }} * (1 - {{ pooled }})
            * (1 / nullif({{ trials }}, 0) + 1 / nullif({{ other_trials }}, 0))
        ), 0)
    )
{%- endmacro %}
