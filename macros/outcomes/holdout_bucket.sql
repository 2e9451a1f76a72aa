{#- An account's place among 16^6 = 16777216, by chance but for ever the same: the first six
    hexadecimal digits of the MD5 hash of `<salt>:<id>`, the id as the CRM knows it. Held out are the
    places below share * 16^6. Digit by digit, because engines read hexadecimal text differently. -#}
{% macro holdout_bucket(salt, id) -%}
    {%- set terms = [] -%}
    {%- for digit in range(1, 7) -%}
        {%- set character -%}
            substring(md5({{ salt }} || ':' || {{ id }}), {{ digit }}, 1)
        {%- endset -%}
        {%- do terms.append(
            16 ** (6 - digit) ~ " * (instr('0123456789abcdef', " ~ character ~ ") - 1)"
        ) -%}
    {%- endfor -%}
    ({{ terms | join('\n        + ') }})
{%- endmacro %}
