{#- The bare host name in a domain, web address or e-mail address (INPUTS, "Identity"): lower
    case, without (repeated) schemes, user, `www.`, port, path and trailing dots. Null when
    nothing like a host name remains: no dot, an IP address. Names in another script are ASCII
    from landing on. -#}
{% macro normalised_domain(expression) -%}
    nullif(
        regexp_extract(
            lower(trim({{ expression }})),
            '^(?:https?:|ftp:|/)*(?:[^/@]*@)?(?:www[.])*((?:[^/?#:@ .]+[.])+[^/?#:@ .0-9][^/?#:@ .]*)[.]*(?:[/?#: ].*)?$',
            1
        ),
        ''
    )
{%- endmacro %}
