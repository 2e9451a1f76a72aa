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

{#- The three readings of a feature: as text for lookups and readers, as a decimal for bands, as a double for formulas. -#}
{% macro factor_value(column, is_text) -%}
    {%- if is_text -%}
        nullif(trim({{ column }}), '') as value,
        cast(null as decimal(28, 10)) as numeric_value,
        cast(null as double) as double_value
    {%- else -%}
        cast({{ column }} as string) as value,
        cast({{ column }} as decimal(28, 10)) as numeric_value,
        cast({{ column }} as double) as double_value
    {%- endif -%}
{%- endmacro %}

{#- The numeric columns of account_tiers that a criterion or a hold may name (SCORING 4): those that the YAML of
    int_account_measures marks. A unit test, which does not see the project, overrides this macro with names. -#}
{% macro account_fields() -%}
    {{ return(marked_columns("int_account_measures", "field") | map(attribute="name") | list) }}
{%- endmacro %}

{#- The value of the column of int_account_measures that a rule names. -#}
{% macro account_field(field, relation) -%}
    case {{ field }}
        {%- for name in account_fields() %}
            when '{{ name }}' then cast({{ relation }}.{{ name }} as decimal(28, 10))
        {%- endfor %}
    end
{%- endmacro %}
