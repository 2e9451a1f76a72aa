{#- The rows of a canonical table: of `own`, its own staged records, and of the models `mapped`, in
    which vendors' records have its columns. By name, and portable: there is no `union by name` on
    Spark. A vendor that has not landed has no rows, so the refresh neither asks nor builds its
    models (orchestration/lib/warehouse.py). -#}
{% macro unioned(columns, own, mapped) -%}
{%- set relations = [own] %}
{%- for model in mapped if model.split('_')[1] not in var('absent_vendors', []) %}
    {%- do relations.append(ref(model)) %}
{%- endfor %}
{%- for relation in relations -%}
select
    {{ columns | join(',\n    ') }}

from {{ relation }}
{%- if not loop.last %}

union all

{% endif -%}
{%- endfor -%}
{%- endmacro %}
