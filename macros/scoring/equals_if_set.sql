{#- Whether a text equals the cell of a rule; a cell that is not set allows everything (SCORING, "Text"). -#}
{% macro equals_if_set(cell, text) -%}
    ({{ cell }} is null or lower(trim({{ text }})) = lower(trim({{ cell }})))
{%- endmacro %}
