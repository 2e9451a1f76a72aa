-- One deal per project that got that far: new business, with customers expansion or renewal.
with

deals as (

    select
        projects.*,
        companies.currency,
        companies.company_name,
        companies.owner_no,
        closed_on <= as_of() as is_closed,
        clamp((as_of() - created_on) / (closed_on - created_on)::double, 0.0, 1.0) as progress,
        customers.since is not null and customers.since <= projects.created_on as was_customer,
        round(amount_eur / rates.rate_to_base, -2)::decimal(18, 2) as amount
    from projects
    inner join companies on projects.account_no = companies.account_no
    inner join rates on companies.currency = rates.currency
    left join customers on projects.account_no = customers.account_no
    where projects.has_opportunity and in_window(projects.created_on)

),

staged as (

    select
        deals.*,
        max_by(stages.stage, stages.stage_no) as stage_reached,
        max(stages.probability) as usual_probability
    from deals
    inner join stages on stages.reached_at <= deals.progress
    group by all

)

select
    'OPP-' || project_key as opportunity_id,
    account_key(account_no) || if(
        draw('duplicate', account_no) < 0.02 and draw('on duplicate', project_key) < 0.3, '-DUP', ''
    ) as account_id,
    'PRD-' || lpad(staged.product_no::varchar, 2, '0') as product_id,
    company_name || ' - ' || products.series || ' (made-up deal)' as name,
    case
        when not was_customer then 'new'
        when draw('renewal', project_key) < 0.15 then 'renewal'
        else 'expansion'
    end as opportunity_type,
    case
        when not is_closed then stage_reached
        when is_won then 'Closed Won'
        else 'Closed Lost'
    end as stage,
    case
        when draw('no amount', project_key) >= 0.02 or (is_closed and is_won) then amount
    end as amount,
    staged.currency,
    round(
        case
            when is_closed then if(is_won, 1.0, 0.0)
            else clamp(usual_probability + 0.2 * (draw('guess', project_key) - 0.5), 0.05, 0.95)
        end, 2
    )::decimal(5, 2) as probability,
    owner_key(owner_no) as owner_id,
    at_work(created_on, draw('created', project_key)) as created_at,
    if(is_closed, at_work(closed_on, draw('closed', project_key)), null) as closed_at,
    is_closed,
    is_closed and is_won as is_won,
    case
        when is_closed then at_work(closed_on, draw('closed', project_key))
        else at_work(greatest(created_on, last_tick(account_no, 12)), draw('created', project_key))
    end as updated_at,
    draw('deleted deal', project_key) < 0.004 as is_deleted,
from staged
inner join products on staged.product_no = products.product_no
order by opportunity_id
