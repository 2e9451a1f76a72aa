{#- The bare host name in a domain, web address or e-mail address (INPUTS, "Identity"): lower
    case, without (repeated) schemes, user, `www.`, port, path and trailing dots. Null when
    nothing like a host name remains: no dot, an IP address. Names in another script are ASCII
    from landing on. What is a bare host name already, as most are, is seen in a third of the time. -#}
{% macro normalised_domain(expression) -%}
    {%- set host = "lower(trim(" ~ expression ~ "))" -%}
    case
        when
            regexp_extract({{ host }}, '^(?:[a-z0-9-]+[.])+[a-z][a-z0-9-]*$', 0) <> ''
            and {{ host }} not like 'www.%'
            then {{ host }}
        else
            nullif(
                regexp_extract(
                    {{ host }},
                    '^(?:https?:|ftp:|/)*(?:[^/@]*@)?(?:www[.])*((?:[^/?#:@ .]+[.])+[^/?#:@ .0-9][^/?#:@ .]*)[.]*(?:[/?#: ].*)?$',
                    1
                ),
                ''
            )
    end
{%- endmacro %}
