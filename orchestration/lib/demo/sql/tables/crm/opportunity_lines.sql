-- The machine, its format sets, installation, and sometimes a second machine as an option.
with

deals as (

    select
        projects.*,
        'OPP-' || project_key as opportunity_id,
        amount_eur / rates.rate_to_base as amount
    from projects
    inner join companies on projects.account_no = companies.account_no
    inner join rates on companies.currency = rates.currency
    where projects.has_opportunity and in_window(projects.created_on)

),

lines as (

    select opportunity_id, 1 as line_no, product_no, 1 as quantity, amount * 0.85 as unit_price, false as is_option
    from deals

    union all

    select
        opportunity_id, 2 as line_no, 13 as product_no, 1 + (bits('sets', project_key) % 3)::integer as quantity,
        amount * 0.10 / (1 + (bits('sets', project_key) % 3)::integer) as unit_price, false as is_option
    from deals

    union all

    select opportunity_id, 3 as line_no, 14 as product_no, 1 as quantity, amount * 0.05 as unit_price, false as is_option
    from deals

    union all

    select
        opportunity_id, 4 as line_no, 1 + product_no % 12 as product_no, 1 as quantity, amount * 0.6 as unit_price,
        true as is_option
    from deals
    where draw('option', project_key) < 0.2

)

select
    opportunity_id || '-' || line_no as line_id,
    opportunity_id,
    'PRD-' || lpad(product_no::varchar, 2, '0') as product_id,
    quantity::decimal(18, 2) as quantity,
    round(unit_price, 2)::decimal(18, 2) as unit_price,
    is_option,
from lines
order by line_id
