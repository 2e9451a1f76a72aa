{#- Score points with a sign and one decimal: +9.1, -1.2. -#}
{% macro signed_points(expression) -%}
    case when {{ expression }} > 0 then '+' else '' end || {{ plain_points(expression) }}
{%- endmacro %}

{#- Score points with one decimal. -#}
{% macro plain_points(expression) -%}
    cast(cast(round({{ expression }}, 1) as decimal(7, 1)) as string)
{%- endmacro %}

{#- Whether score points are worth a word: they do not round to 0.0. -#}
{% macro is_worth_saying(expression) -%}
    abs({{ expression }}) >= 0.05
{%- endmacro %}

{#- How many of what, in English: 1 demo request, 3 webinar attendances, 2 deliveries. -#}
{% macro counted(number, noun) -%}
    cast({{ number }} as string) || ' '
    || case
        when {{ number }} = 1 or {{ noun }} like '%s' then {{ noun }}
        when
            {{ noun }} like '%y'
            and substring({{ noun }}, length({{ noun }}) - 1, 1) not in ('a', 'e', 'o', 'u')
            then substring({{ noun }}, 1, length({{ noun }}) - 1) || 'ies'
        else {{ noun }} || 's'
    end
{%- endmacro %}

{#- A share in whole percent: 31 %. -#}
{% macro percent(share) -%}
    cast(cast(round(100 * {{ share }}, 0) as integer) as string) || ' %'
{%- endmacro %}

{#- A p-value with three decimals: p = 0.003, p < 0.001. -#}
{% macro p_value_text(p_value) -%}
    case
        when {{ p_value }} < 0.001 then 'p < 0.001'
        else 'p = ' || cast(cast(round({{ p_value }}, 3) as decimal(4, 3)) as string)
    end
{%- endmacro %}
