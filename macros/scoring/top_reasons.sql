{#- A CTE list that ends in `top_reasons` (account_id, top_reasons, top_factors): the three largest
    of `contributions` in words (MARTS, top_reasons), by the descriptions of `factors`, with their
    points and without. -#}
{% macro top_reasons(contributions, factors) -%}
ranked_contributions as (

    select
        account_id,
        factor,
        contribution,
        row_number() over (
            partition by account_id
            order by contribution desc nulls last, factor asc
        ) as contribution_rank

    from {{ contributions }}
    where contribution > 0

),

worded_contributions as (

    select
        ranked_contributions.account_id,
        ranked_contributions.contribution_rank,
        {{ factors }}.description as factor_name,
        {{ factors }}.description
        || ' (' || {{ signed_points('ranked_contributions.contribution') }} || ')' as reason

    from ranked_contributions
    inner join {{ factors }} on ranked_contributions.factor = {{ factors }}.factor
    where ranked_contributions.contribution_rank <= 3

),

top_reasons as (

    select
        account_id,
        concat_ws(
            '; ',
            max(case when contribution_rank = 1 then reason end),
            max(case when contribution_rank = 2 then reason end),
            max(case when contribution_rank = 3 then reason end)
        ) as top_reasons,
        concat_ws(
            '; ',
            max(case when contribution_rank = 1 then factor_name end),
            max(case when contribution_rank = 2 then factor_name end),
            max(case when contribution_rank = 3 then factor_name end)
        ) as top_factors

    from worded_contributions
    group by account_id

)
{%- endmacro %}
