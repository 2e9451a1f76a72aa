with

happened as (

    select
        companies.*,
        half_no,
        account_no || '-' || half_no as event_key,
        day_of_half(half_no, draw('company event', account_no || '-' || half_no)) as occurred_on,
        draw('company event type', account_no || '-' || half_no) as what
    from companies
    cross join halves
    where
        not is_plant
        and draw('in the news', account_no || '-' || half_no) < 0.06 + 0.16 * propensity

),

typed as (

    select
        *,
        case
            when what < 0.10 then 'acquisition'
            when what < 0.14 then 'merger'
            when what < 0.26 then 'funding'
            when what < 0.48 then 'leadership_change'
            when what < 0.66 then 'expansion'
            when what < 0.78 then 'new_site'
            when what < 0.86 then 'strategic_alignment'
            when what < 0.88 then 'sponsoring'
            else 'layoff'
        end as event_type,
        kind <> 'outside' and draw('news by id', event_key) < 0.2 as is_by_id
    from happened
    where in_window(occurred_on)

)

select
    'NEWS-' || event_key as event_id,
    event_type,
    occurred_on::timestamp as occurred_at,
    if(is_by_id, account_key(account_no), null) as account_id,
    if(is_by_id, null, domain) as domain,
    company_name || ': ' || replace(event_type, '_', ' ') || ' (made-up news)' as name,
    if(event_type in ('funding', 'acquisition'), round(revenue_eur * 0.2, -5), null)::decimal(18, 6)
        as magnitude,
    'https://news.example/made-up/' || event_key as source_url,
from typed
order by event_id
