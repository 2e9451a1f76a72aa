{#- The last labels of a host name, that many of them; null when it has fewer. -#}
{% macro last_labels(host, labels) -%}
    nullif(regexp_extract({{ host }}, '(?:^|[.])((?:[^.]+[.]){{ '{' ~ (labels - 1) ~ '}' }}[^.]+)$', 1), '')
{%- endmacro %}
