{#- On DuckDB a table or view is dropped and made anew in one transaction: a failure leaves what was there. dbt's own
    makes it under another name, renames both and drops the old one: four statements where two will do, which in a
    small refresh take longer than making the rows. -#}
{% materialization table, adapter='duckdb' %}
    {{ return(made_anew('table', create_table_as(False, this.incorporate(type='table'), compiled_code))) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
    {{ return(made_anew('view', create_view_as(this.incorporate(type='view'), compiled_code))) }}
{% endmaterialization %}


{% macro made_anew(type, creation) %}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {%- if existing is not none %}drop {{ existing.type }} if exists {{ existing }};{% endif %}
        {{ creation }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [this.incorporate(type=type)]}) }}
{% endmacro %}


{#- On Spark a view is a table: planning a stack of views, with all that is above and below each of them in one
    plan, takes Spark far longer than writing down the rows. -#}
{% materialization view, adapter='spark' %}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}
