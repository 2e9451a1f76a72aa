{#- The schema that dbt_project.yml names. On Spark, `marts` is what readers see, views that follow the pointer
    (orchestration/lib/spark/serving.py), so that a release is built in schema `candidate`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if target.type == 'spark' and custom_schema_name == 'marts' -%}
        candidate
    {%- else -%}
        {{ custom_schema_name or target.schema }}
    {%- endif -%}
{%- endmacro %}
