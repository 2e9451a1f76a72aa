{#- The rows of several relations, one below the other, by the names of their columns. Portable:
    there is no `union by name` on Spark. -#}
{% macro unioned(columns, relations) -%}
{%- for relation in relations -%}
select
    {{ columns | join(',\n    ') }}

from {{ relation }}
{%- if not loop.last %}

union all

{% endif -%}
{%- endfor -%}
{%- endmacro %}
