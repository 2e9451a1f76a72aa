{#- A seed on DuckDB: dbt-duckdb's own statement, with the quote that the configuration's rules read. Without it DuckDB
    looks for one in the file, and takes an apostrophe at the beginning of a cell for it. -#}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {%- set statement -%}
        copy {{ this.render() }} from '{{ adapter.get_seed_file_path(model) }}'
        (format csv, header true, delimiter ',', quote '"', escape '"')
    {%- endset -%}
    {%- do adapter.add_query(statement, abridge_sql_log=True) -%}
    {{ return(statement) }}
{% endmacro %}
