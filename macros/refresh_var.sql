{#- A fact of this refresh (as_of, policy, release_id): the var the refresh passes, else what the last refresh
    recorded in raw.refresh, so that a plain `dbt build` computes the same day again. -#}
{% macro refresh_var(name) -%}
    {%- if var(name, none) is not none -%}
        {{ return(var(name)) }}
    {%- elif execute -%}
        {{ return(run_query("select " ~ name ~ " from raw.refresh").columns[0].values()[0] | string) }}
    {%- else -%}
        {{ return('') }}
    {%- endif -%}
{%- endmacro %}

{#- The last day included, as a date literal. The only clock that models know. -#}
{% macro as_of() -%}
    cast('{{ refresh_var("as_of") }}' as date)
{%- endmacro %}
