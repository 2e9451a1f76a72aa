{#- What a CRM is told about an account: it is told again when one of these columns changes. Those that the YAML of
    crm_tier_state marks; a unit test, which does not see the project, overrides this macro with names. -#}
{% macro columns_told() -%}
    {{ return(marked_columns("crm_tier_state", "told") | map(attribute="name") | list) }}
{%- endmacro %}
