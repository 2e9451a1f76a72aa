-- Attendee lists of the fairs, and what sales development collects week by week, companies unknown to the CRM included.
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
    where draw('listed', companies.account_no || '-' || fairs.fair_no) < if(kind = 'outside', 0.25, 0.08)

),

collected as (

    select
        'Made-up prospecting list' as list_name,
        account_no,
        company_name,
        domain,
        (date '2015-01-01' + floor(7300 * draw('collected', account_no))::integer)::date as added_on,
        'LinkedIn Sales Navigator (made-up)' as source
    from companies
    where draw('collects', account_no) < 0.6 and in_window(added_on)

),

unioned as (

    select * from attendees
    union all
    select * from collected

)

select
    list_name,
    case when draw('list spelling', account_no) < 0.3 then upper(company_name) else company_name end as company_name,
    if(draw('list domain', account_no) < 0.15, null, domain) as domain,
    added_on as added_at,
    source,
from unioned
order by list_name, company_name, domain
