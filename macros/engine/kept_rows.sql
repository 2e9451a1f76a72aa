{#- How rows that are kept from refresh to refresh are materialised (decision 0063). -#}
{% macro kept_rows() -%}
    {{ return(adapter.dispatch('kept_rows')()) }}
{%- endmacro %}

{% macro duckdb__kept_rows() -%}
    {{ return('incremental') }}
{%- endmacro %}

{#- Deleting single rows needs Delta or Iceberg: without them every refresh reads all files. -#}
{% macro spark__kept_rows() -%}
    {{ return('table') }}
{%- endmacro %}

{#- Post-hook, in the transaction that writes kept rows: which files they are made of, and by which
    code. orchestration/lib/kept.py drops them when today's files are not these and later ones. -#}
{% macro files_kept(source_name, table_name) -%}
    {{ return(adapter.dispatch('files_kept')(source_name, table_name)) }}
{%- endmacro %}

{% macro duckdb__files_kept(source_name, table_name) -%}
create or replace table {{ this.schema }}.{{ this.identifier }}_files as
select
    landed_files.raw_file,
    landed_files.file_order,
    landed_files.raw_sha256,
    refresh.code_version

from raw.refresh
left join raw.landed_files
    on
        landed_files.source = '{{ source_name }}'
        and landed_files.table_name = '{{ table_name }}'
{%- endmacro %}

{% macro spark__files_kept(source_name, table_name) -%}
{%- endmacro %}

{#- Number of the last file that the kept rows are made of. Asked beforehand: a number tells DuckDB which files it need
    not open. -#}
{% macro last_file_kept() -%}
    {{ return(adapter.dispatch('last_file_kept')()) }}
{%- endmacro %}

{% macro default__last_file_kept() -%}
    {%- if execute -%}
        {{ return(run_query("select coalesce(max(file_order), -1) from " ~ this).columns[0].values()[0]) }}
    {%- endif -%}
{%- endmacro %}
