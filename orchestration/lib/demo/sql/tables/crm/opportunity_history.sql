-- One row per stage that a deal has reached by as_of, the closing one included.
with

deals as (

    select
        projects.*,
        'OPP-' || project_key as opportunity_id,
        round(amount_eur / rates.rate_to_base, -2)::decimal(18, 2) as amount
    from projects
    inner join companies on projects.account_no = companies.account_no
    inner join rates on companies.currency = rates.currency
    where projects.has_opportunity and in_window(projects.created_on)

),

reached as (

    select
        deals.opportunity_id,
        at_work(
            created_on + floor((closed_on - created_on) * stages.reached_at)::integer,
            draw(if(stage_no = 1, 'created', 'stage ' || stage_no), project_key)
        ) as changed_at,
        stages.stage,
        -- the first guess is round; the quote is the amount
        if(stages.reached_at < 0.4, round(amount, -5), amount)::decimal(18, 2) as amount,
        (closed_on + if(stages.reached_at < 0.4, 30, 0))::date as close_date
    from deals
    cross join stages

    union all

    select
        opportunity_id,
        at_work(closed_on, draw('closed', project_key)) as changed_at,
        if(is_won, 'Closed Won', 'Closed Lost') as stage,
        amount,
        closed_on as close_date
    from deals

)

select *
from reached
where changed_at::date <= as_of()
order by opportunity_id, changed_at
