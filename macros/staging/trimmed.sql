{#- Text without surrounding spaces; empty is missing (SCORING, "Text"). -#}
{% macro trimmed(expression) -%}
    nullif(trim({{ expression }}), '')
{%- endmacro %}
