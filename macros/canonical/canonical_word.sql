{#- The canonical word for a vendor's (reference/word_aliases.csv, joined as `aliases`): the listed
    one, else the vendor's own in lower case. -#}
{% macro canonical_word(aliases, vendors_word) -%}
    coalesce({{ aliases }}.word, lower({{ vendors_word }}))
{%- endmacro %}

{#- Join condition with word_aliases. -#}
{% macro alias_of(aliases, field, vendors_word) -%}
    {{ aliases }}.field = '{{ field }}' and {{ aliases }}.alias = lower({{ vendors_word }})
{%- endmacro %}
