{#- The letters to insert, drop or change to make one text the other. -#}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch('edit_distance')(one, other)) }}
{%- endmacro %}

{#- levenshtein counts bytes. In names that have letters beyond ASCII each of these stands for one character that no
    name has, as many as two names of one script need; names as they are compared have no capitals and no marks. -#}
{% macro duckdb__edit_distance(one, other) -%}
    {%- set both = "concat(" ~ one ~ ", " ~ other ~ ")" -%}
    {%- set letters = "array_to_string(list_sort(list_distinct(string_split(regexp_replace(" ~ both
        ~ ", '[ -~]', '', 'g'), ''))), '')" -%}
    {%- set free = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&()*+,-./:;<=>?@[]^_`{|}~'" -%}
    case
        when strlen({{ both }}) = length({{ both }}) then levenshtein({{ one }}, {{ other }})
        else
            levenshtein(
                translate({{ one }}, {{ letters }}, {{ free }}),
                translate({{ other }}, {{ letters }}, {{ free }})
            )
    end
{%- endmacro %}

{% macro spark__edit_distance(one, other) -%}
    levenshtein({{ one }}, {{ other }})
{%- endmacro %}
