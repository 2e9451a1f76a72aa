-- The machine orders of won deals, and each customer's spare parts and service.
with

months as (

    select
        month_no,
        make_date((month_no // 12)::integer, (1 + month_no % 12)::integer, 1) as month_starts_on
    from range(12 * year(window_start()), 12 * year(as_of()) + 12) as t(month_no)

),

machines_sold as (

    select
        'ORD-' || projects.project_key as order_id,
        companies.account_no,
        companies.currency,
        weekday((projects.closed_on + 5)::date) as ordered_on,
        projects.amount_eur * (0.95 + 0.05 * draw('discount', projects.project_key)) as revenue_eur,
        0.18 + 0.14 * draw('margin', projects.project_key) as margin
    from projects
    inner join companies on projects.account_no = companies.account_no
    where projects.has_opportunity and projects.is_won

),

customer_months as (

    select *, account_no || '-' || month_no as month_key
    from customers
    cross join months

),

parts_sold as (

    select
        'ORD-' || companies.account_no || '-P' || month_no as order_id,
        companies.account_no,
        companies.currency,
        weekday((month_starts_on + floor(28 * draw('parts on', month_key))::integer)::date)
            as ordered_on,
        500.0 * pow(60.0, draw('parts', month_key)) as revenue_eur,
        0.35 + 0.2 * draw('parts margin', month_key) as margin
    from customer_months
    inner join companies on customer_months.account_no = companies.account_no
    where
        draw('parts month', month_key) < 0.4
        and month_starts_on > since + 60

),

unioned as (

    select * from machines_sold
    union all
    select * from parts_sold

)

select
    unioned.order_id,
    account_key(unioned.account_no) as account_id,
    ordered_on::timestamp as ordered_at,
    round(revenue_eur / rates.rate_to_base, 2)::decimal(18, 2) as revenue,
    round(revenue_eur / rates.rate_to_base * margin, 2)::decimal(18, 2) as gross_margin,
    unioned.currency,
from unioned
inner join rates on unioned.currency = rates.currency
where in_window(ordered_on)
order by order_id
