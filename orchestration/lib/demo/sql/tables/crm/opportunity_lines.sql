-- The machine, its format sets, installation, and sometimes a second machine as an option.
with

deals as (

    select
        projects.*,
        'OPP-' || project_key as opportunity_id,
        amount_eur / rates.rate_to_base as amount,
        1 + (bits('sets', project_key) % 3)::integer as sets
    from projects
    inner join companies on projects.account_no = companies.account_no
    inner join rates on companies.currency = rates.currency
    where projects.has_opportunity and in_window(projects.created_on)

),

lines as (

    select
        opportunity_id,
        1 as line_no,
        product_no,
        1 as quantity,
        0.85 * amount as unit_price,
        false as is_option
    from deals

    union all

    select opportunity_id, 2, 13, sets, 0.10 * amount / sets, false
    from deals

    union all

    select opportunity_id, 3, 14, 1, 0.05 * amount, false
    from deals

    union all

    select opportunity_id, 4, 1 + product_no % 12, 1, 0.60 * amount, true
    from deals
    where draw('option', project_key) < 0.2

)

select
    opportunity_id || '-' || line_no as line_id,
    opportunity_id,
    'PRD-' || lpad(product_no::varchar, 2, '0') as product_id,
    quantity::decimal(18, 4) as quantity,
    round(unit_price, 2)::decimal(18, 2) as unit_price,
    is_option,
from lines
order by line_id
