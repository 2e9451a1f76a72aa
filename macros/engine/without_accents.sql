{#- Lower-case text without accents; letters that carry a stroke or are two in one, written out, and
    the Greek s that ends a word (Spark writes it where DuckDB does not) as any other. -#}
{% macro without_accents(text) -%}
    {%- set spelled_out = "replace(replace(replace(replace(" ~ text
        ~ ", 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')" -%}
    translate({{ accents_stripped(spelled_out) }}, 'øłđðıħς', 'olddihσ')
{%- endmacro %}

{#- Lower-case text without accents, whether they are part of a letter or signs of their own. -#}
{% macro accents_stripped(text) -%}
    {{ return(adapter.dispatch('accents_stripped')(text)) }}
{%- endmacro %}

{% macro duckdb__accents_stripped(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{#- strip_accents in two steps; it would also join Korean syllables that are written in single letters. -#}
{% macro spark__accents_stripped(text) -%}
    {%- set plain = "translate(" ~ text ~ ", '" ~ accented_letters() ~ "', '" ~ letters_without_accents() ~ "')" -%}
    {{ pattern_replaced(plain, "'\\p{M}'", "''") }}
{%- endmacro %}
