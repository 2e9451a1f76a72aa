{#- A company name as it is compared (INPUTS, "Identity"): lower case, without accents, marks and
    invisible signs, `A.G.` as `ag`, without `and`; words separated by one space. -#}
{% macro spelled_name(expression) -%}
    {%- set invisible = "'[\u00ad\u200b\u200c\u200d\u2060\ufeff’‘´\\x27]+'" %}
    {%- set visible = pattern_replaced("lower(" ~ expression ~ ")", invisible, "''") %}
    {%- set joined = pattern_replaced(without_accents(visible), "'\\b([a-z0-9])[.]'", "'\\1'") %}
    {%- set spaced = "concat(' ', " ~ pattern_replaced(joined, "'[^\\p{L}\\p{N}]+'", "' '") ~ ", ' ')" -%}
    trim(replace(replace(replace(replace({{ spaced }}, ' and ', ' '), ' und ', ' '), ' et ', ' '), '  ', ' '))
{%- endmacro %}

{#- What is compared of a spelled name: no spaces, and `ae`, `oe`, `ue` as the letters that they
    stand for, so that Mueller is Müller. -#}
{% macro name_key(expression) -%}
    nullif(
        replace(replace(replace(replace({{ expression }}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), ' ', ''),
        ''
    )
{%- endmacro %}
