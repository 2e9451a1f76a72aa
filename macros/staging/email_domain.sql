{#- The domain of an e-mail address in lower case. Landing has made every address a pseudonym before
    its real domain, so there is nothing else to strip, and it is cheap for millions of events. -#}
{% macro email_domain(expression) -%}
    nullif(lower(trim(split_part({{ expression }}, '@', 2))), '')
{%- endmacro %}
