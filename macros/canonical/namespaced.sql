{#- A vendor's own id among the ids of all CRMs: `salesforce:0015500000Xyy06AAB`. The ids of crm/*
    stay as they are; a missing id stays missing. -#}
{% macro namespaced(vendor, id) -%}
    '{{ vendor }}:' || {{ id }}
{%- endmacro %}
