-- Two providers. Nobody sees every company; of those they cover they report a low score now and
-- then, and weekly surges while a project is young: the score climbs with its heat, then falls.
-- Streams: no sort.
with

quiet as (

    select
        companies.account_no,
        companies.domain,
        (
            date_trunc('week', make_date(quarter_no // 4, 1 + 3 * (quarter_no % 4)::integer, 1))
            + to_days(7 * (bits('week', companies.account_no || '-' || quarter_no) % 13)::integer)
        )::date as observed_on,
        bits('quiet', companies.account_no || '-' || quarter_no) as dice,
        15.0 + 50.0 * slice(bits('quiet', companies.account_no || '-' || quarter_no), 0) as score
    from companies
    cross join range(4 * year(window_start()), 4 * year(as_of()) + 4) as quarters(quarter_no)
    where companies.is_covered

),

weeks as (

    select
        companies.account_no,
        companies.domain,
        projects.project_key,
        projects.interest_on,
        projects.heat,
        (date_trunc('week', projects.interest_on) + to_days(7 * week_no))::date as observed_on,
        bits('surge', projects.project_key || '-' || week_no || '-' || twin) as dice,
        twin,
        week_no
    from projects
    inner join companies on projects.account_no = companies.account_no
    cross join range(20) as weeks(week_no)
    cross join range(2) as twins(twin)
    where companies.is_covered

),

surging as (

    select
        account_no,
        domain,
        observed_on,
        dice,
        40.0 + 50.0 * heat * (1.0 - abs(week_no - 8) / 14.0) + 20.0 * (slice(dice, 0) - 0.3)
            as score
    from weeks
    where slice(dice, 5) < 0.35 + 0.5 * heat

),

unioned as (

    select *, false as is_project from quiet
    union all
    select *, true as is_project from surging

)

select
    domain,
    pick(
        [
            'packaging automation', 'cartoning machines', 'filling lines', 'robotic palletizing',
            'sustainable packaging',
        ],
        slice(dice, 3)
    ) as topic,
    round(clamp(score, 0.0, 100.0), 0)::decimal(9, 2) as surge_score,
    observed_on::timestamp as observed_at,
    if(slice(dice, 1) < 0.7, 'bombora', '6sense') as provider,
    case
        when slice(dice, 1) < 0.7 then null
        when not is_project then pick(['Target', 'Awareness'], slice(dice, 2))
        else pick(
            ['Awareness', 'Consideration', 'Decision', 'Purchase'], clamp(score / 101.0, 0.0, 0.99)
        )
    end as buying_stage,
from unioned
where in_window(observed_on) and is_awake(observed_on, slice(dice, 4))
