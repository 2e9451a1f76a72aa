-- Streams: no join, no sort, one md5 per event. Most events know a domain or an e-mail only.
with

counted as (

    select
        account_no,
        spell,
        kind,
        starts_on,
        days,
        domain,
        contacts,
        is_known,
        unnest(range(whole(
            weight * getvariable('events_rate'), draw('events', account_no || spell)
        ))) as i
    from spells

),

drawn as (

    select
        * exclude (i),
        -- web trackers sometimes fire twice: the very same event again
        if(i % 41 = 40, i - 1, i) as event_no,
        bits('event', account_no || spell || '-' || if(i % 41 = 40, i - 1, i)) as dice
    from counted

),

dated as (

    select
        *,
        -- a clock that runs ahead dates a few events into the future
        if(
            dice % 20011 = 7, as_of() + 5,
            weekday(day_of_spell(kind, starts_on, days, slice(dice, 0)))
        ) as occurred_on,
        slice(dice, 2) as what,
        slice(dice, 3) as who,
        some_contact(contacts, slice(dice, 4)) as contact_no
    from drawn

),

typed as (

    select
        *,
        case
            when kind = 'fair' then if(what < 0.85, 'trade_fair_visit', 'form_submission')
            when kind = 'project' then case
                when what < 0.24 then 'product_page_visit'
                when what < 0.29 then 'pricing_page_visit'
                when what < 0.33 then 'comparison_page_visit'
                when what < 0.50 then 'repeat_visit'
                when what < 0.845 then 'email_open'
                when what < 0.895 then 'email_click'
                when what < 0.925 then 'content_download'
                when what < 0.945 then 'webinar_registration'
                when what < 0.96 then 'webinar_attendance'
                when what < 0.97 then 'form_submission'
                when what < 0.985 then 'demo_request'
                when what < 0.99 then 'page_scroll'
                else 'unsubscribe'
            end
            when what < 0.755 then 'email_open'
            when what < 0.785 then 'email_click'
            when what < 0.895 then 'product_page_visit'
            when what < 0.905 then 'pricing_page_visit'
            when what < 0.945 then 'repeat_visit'
            when what < 0.96 then 'content_download'
            when what < 0.975 then 'webinar_registration'
            when what < 0.982 then 'webinar_attendance'
            when what < 0.995 then 'unsubscribe'
            else 'page_scroll'
        end as event_type,
        event_type in ('email_open', 'email_click', 'unsubscribe') as is_mailing,
        event_type in (
            'webinar_registration', 'webinar_attendance', 'demo_request', 'form_submission',
            'trade_fair_visit'
        ) as is_by_name
    from dated
    where
        (in_window(occurred_on) and (kind = 'fair' or is_awake(occurred_on, slice(dice, 5))))
        or dice % 20011 = 7

)

select
    'EV-' || account_no || '-' || spell || '-' || event_no as event_id,
    if(dice % 37 = 0, upper(event_type), event_type) as event_type,
    at_work(occurred_on, slice(dice, 1)) as occurred_at,
    if(is_known and who < 0.12, account_key(account_no), null) as account_id,
    if(is_known and who < 0.08, contact_key(account_no, contact_no), null) as contact_id,
    if(
        is_mailing or who between 0.10 and 0.25 or (is_by_name and who between 0.10 and 0.60),
        if(
            slice(dice, 1) < 0.8 and kind = 'background', 'info@' || domain,
            contact_email(account_no, contact_no, domain)
        ),
        null
    ) as email,
    case
        when is_mailing then null
        when who >= 0.97 then 'isp-' || dice % 50 || '.example'
        when who >= 0.20 then domain
    end as domain,
    case
        when event_type = 'pricing_page_visit' then 'https://www.packwell-machinery.example/pricing'
        when event_type = 'comparison_page_visit'
            then 'https://www.packwell-machinery.example/compare'
        when event_type in ('product_page_visit', 'repeat_visit', 'page_scroll')
            then 'https://www.packwell-machinery.example/machines/' || 1 + dice % 12
    end as url,
    case
        when kind = 'fair' then 'Made-up fair campaign'
        when is_mailing then 'Made-up newsletter'
        when event_type[:7] = 'webinar' then 'Made-up webinar series'
        when who < 0.3 then 'Made-up always-on'
    end as campaign,
    -- how much of a webinar somebody stayed for
    if(
        event_type = 'webinar_attendance', round(0.3 + 0.7 * slice(dice, 1), 2), null
    )::decimal(18, 6) as strength,
from typed
