{#- A CTE list that ends in `technology_fit` (owner, technology_fit): the affinity of what is in use, each technology
    once, however often it was seen. `owned` (owner, install_key) says whose each install is. -#}
{% macro technology_fit(owned, owner) -%}
owned_technologies as (

    select
        {{ owned }}.{{ owner }},
        installs.technology,
        bool_or(installs.is_in_use) as is_in_use,
        max(installs.affinity) as affinity

    from {{ owned }}
    inner join {{ ref('int_installs_recognised') }} as installs on {{ owned }}.install_key = installs.install_key
    group by {{ owned }}.{{ owner }}, installs.technology

),

technology_fit as (

    select
        {{ owner }},
        cast(
            sum(case when is_in_use then coalesce(affinity, 0) else 0 end) as decimal(18, 4)
        ) as technology_fit

    from owned_technologies
    group by {{ owner }}

)
{%- endmacro %}
