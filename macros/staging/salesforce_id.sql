{#- A record's id of 18 characters. Reports of Salesforce, and files made from them, carry the first 15, in which case
    matters; the other three say which of them are capitals, a letter or digit for every five. -#}
{% macro salesforce_id(expression) -%}
    {%- set id = trimmed(expression) -%}
    case
        when regexp_extract({{ id }}, '^[a-zA-Z0-9]{15}$', 0) = {{ id }} then {{ id }}
            {%- for start in (1, 6, 11) %}
            || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1
                {%- for place in range(5) %}
                + case when substr({{ id }}, {{ start + place }}, 1) between 'A' and 'Z' then {{ 2 ** place }} else 0 end
                {%- endfor %}, 1)
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
