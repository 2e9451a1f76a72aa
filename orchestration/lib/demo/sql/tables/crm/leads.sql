-- Now and then somebody asks: from prospects, also from companies that the CRM does not know yet.
with

asked as (

    select
        companies.*,
        half_no,
        account_no || '-' || half_no as lead_key,
        day_of_half(half_no, draw('asked', account_no || '-' || half_no)) as asked_on
    from companies
    cross join halves
    where
        not is_old_customer and kind in ('target', 'outside')
        and draw('lead', account_no || '-' || half_no) < 0.03 + 0.17 * propensity

),

answered as (

    select
        *,
        kind = 'target' and asked_on + 21 <= as_of()
        and draw('converts', lead_key) < 0.3 + 0.5 * propensity as is_converted
    from asked
    where in_window(asked_on) and is_awake(asked_on, draw('august', lead_key))

)

select
    'LEAD-' || lead_key as lead_id,
    company_name as company,
    case
        when draw('no lead e-mail', lead_key) < 0.03 then '-'
        else contact_email(account_no, half_no % contacts + 1, domain)
    end as email,
    case when draw('lead website', lead_key) < 0.6 then 'www.' || domain end as website,
    pick(
        ['Website', 'Trade Fair', 'Webinar', 'LinkedIn', 'Referral', 'Made-up list'],
        draw('source', lead_key)
    ) as source,
    case
        when is_converted then 'Converted'
        else pick(
            ['Disqualified', 'Disqualified', 'New', 'Working', 'Nurturing'],
            draw('status', lead_key)
        )
    end as status,
    at_work(asked_on, draw('asked at', lead_key)) as created_at,
    if(is_converted, at_work(asked_on + 21, draw('asked at', lead_key)), null) as converted_at,
    if(is_converted, account_key(account_no), null) as converted_account_id,
    is_converted,
from answered
order by lead_id
