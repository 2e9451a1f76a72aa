{#- Whether a machine counts as ours (SCORING 7). One without a manufacturer is taken for ours: who exports only its own
    leaves the column out. -#}
{% macro is_our_machine(manufacturer) -%}
    coalesce(lower({{ manufacturer }}) = lower(trim({{ setting('own_manufacturer') }})), true)
{%- endmacro %}
