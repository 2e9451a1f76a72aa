-- Attendee lists of the fairs, and what sales development collects, unknown companies included.
with

attendees as (

    select
        fairs.list_name,
        companies.account_no,
        companies.company_name,
        companies.domain,
        (fairs.starts_on + 10)::date as added_on,
        fairs.fair as source
    from companies
    inner join fairs on in_window((fairs.starts_on + 10)::date)
    where
        draw('listed', companies.account_no || '-' || fairs.fair_no)
        < if(kind = 'outside', 0.25, 0.08)

),

collected as (

    select
        'Made-up prospecting list' as list_name,
        account_no,
        company_name,
        domain,
        day_of_half(half_no, draw('collected', account_no || '-' || half_no)) as added_on,
        'LinkedIn Sales Navigator (made-up)' as source
    from companies
    cross join halves
    where draw('collects', account_no || '-' || half_no) < 0.1 and in_window(added_on)

),

unioned as (

    select * from attendees
    union all
    select * from collected

)

select
    list_name,
    if(draw('list spelling', account_no) < 0.3, upper(company_name), company_name) as company_name,
    if(draw('list domain', account_no) < 0.15, null, domain) as domain,
    added_on::timestamp as added_at,
    source,
from unioned
order by list_name, company_name, domain
