{#- The columns of a model whose YAML says `config.meta.<mark>: true`, as declared there: [{name, data_type}, ...].
    Read from the project, never from the database, so that a model compiles the same before and after a run. -#}
{% macro marked_columns(model_name, mark) -%}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- set node = graph.nodes["model." ~ project_name ~ "." ~ model_name] -%}
        {%- for column in node.columns.values() if column.config.meta.get(mark) -%}
            {%- do columns.append(column) -%}
        {%- endfor -%}
        {%- if not columns -%}
            {{ exceptions.raise_compiler_error(model_name ~ " declares no column with meta " ~ mark) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}

{#- The numeric columns of account_tiers that a criterion or a hold may name (SCORING 4): those that
    int_account_measures declares. -#}
{% macro account_field(field, relation) -%}
    case {{ field }}
        {%- for column in marked_columns("int_account_measures", "field") %}
            when '{{ column.name }}' then cast({{ relation }}.{{ column.name }} as decimal(28, 10))
        {%- endfor %}
    end
{%- endmacro %}
