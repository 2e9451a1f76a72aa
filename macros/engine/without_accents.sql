{#- Lower-case text without accents; letters that carry a stroke or are two in one, written out. -#}
{% macro without_accents(text) -%}
    {{ return(adapter.dispatch('without_accents')(
        "replace(replace(replace(replace(" ~ text ~ ", 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')"
    )) }}
{%- endmacro %}

{% macro duckdb__without_accents(text) -%}
    translate(strip_accents({{ text }}), 'øłđðıħ', 'olddih')
{%- endmacro %}

{% macro spark__without_accents(text) -%}
    translate(
        {{ text }},
        'àáâãäåāăąçćĉċčďèéêëēĕėęěĝğġģĥìíîïĩīĭįĵķĺļľñńņňòóôõöōŏőŕŗřśŝşšșţťțùúûüũūŭůűųŵýÿŷźżžøłđðıħ',
        'aaaaaaaaacccccdeeeeeeeeegggghiiiiiiiijklllnnnnoooooooorrrssssstttuuuuuuuuuuwyyyzzzolddih'
    )
{%- endmacro %}
