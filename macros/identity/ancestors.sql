{#- A CTE list, to be continued with a select from `ancestors` (account_id, ancestor_account_id, depth): every
    account of `accounts` at depth 0, and all that is above it by `parents` (account_id,
    parent_account_id; without rings). For a query that begins with `with recursive`. -#}
{% macro ancestors(accounts, parents) -%}
ancestors as (

    select
        account_id,
        account_id as ancestor_account_id,
        0 as depth

    from {{ accounts }}

    union all

    select
        ancestors.account_id,
        parents.parent_account_id as ancestor_account_id,
        ancestors.depth + 1 as depth

    from ancestors
    inner join {{ parents }} as parents on ancestors.ancestor_account_id = parents.account_id

)
{%- endmacro %}

{#- The highest of `ancestors` for each account, and how far above it is. -#}
{% macro highest_ancestors(ancestors) -%}
select
    account_id,
    max_by(ancestor_account_id, depth) as top_account_id,
    max(depth) as depth

from {{ ancestors }}
group by account_id
{%- endmacro %}
