-- One record per account, its duplicates (2 % merged in the CRM, 1 % not), and lines twice.
with

records as (

    select *, '' as suffix
    from companies
    where kind <> 'outside'

    union all

    -- entered a second time by somebody else
    select *, if(draw('duplicate', account_no) < 0.02, '-DUP', '-B') as suffix
    from companies
    where kind = 'target' and draw('duplicate', account_no) < 0.03

    union all

    -- exported twice
    select *, '' as suffix
    from companies
    where kind <> 'outside' and draw('exported twice', account_no) < 0.005

),

enriched as (

    select
        records.*,
        records.suffix <> '' as is_second,
        customers.account_no is not null as is_customer,
        rates.rate_to_base,
        draw('nothing', records.account_no) as nothing,
        draw('guess', records.account_no) as guess
    from records
    inner join rates on records.currency = rates.currency
    left join customers on records.account_no = customers.account_no

)

select
    account_key(account_no) || suffix as account_id,
    if(is_second, upper(company_name), company_name) as name,
    case
        when draw('no website', account_no) < 0.06 then pick(['N/A', '-', null], nothing)
        else pick(
            [
                'https://www.' || domain, 'www.' || domain, 'http://' || domain || '/en/home',
                'HTTPS://WWW.' || upper(domain) || '/', 'https://https://' || domain || ':443/',
            ],
            draw('website', account_no)
        )
    end as website,
    case
        when draw('free-mail domain', account_no) < 0.005 then 'gmail.com'
        when draw('no domain', account_no) < 0.04 then null
        else domain
    end as domain,
    account_key(parent_no) as parent_account_id,
    owner_key(owner_no) as owner_id,
    case
        when kind <> 'target' then kind
        when is_customer then pick(['Customer', 'customer'], draw('type', account_no))
        else pick(['Prospect', 'prospect'], draw('type', account_no))
    end as account_type,
    case
        when draw('gone', account_no) < 0.004 then 'out_of_business'
        when kind <> 'target' then null
        when is_customer then 'customer'
        when draw('former', account_no) < 0.02 then 'former_customer'
        else pick(
            ['lead', 'lead', 'lead', 'lead', 'lead', 'prospect', 'prospect', 'evaluating', null],
            draw('lifecycle', account_no)
        )
    end as lifecycle_stage,
    case
        when draw('no industry', account_no) < 0.10 then pick(['-', 'N/A', null], nothing)
        else pick(industry_spellings, draw('spelling', account_no))
    end as industry,
    case
        when draw('no revenue', account_no) < 0.40 then null
        when draw('no revenue', account_no) < 0.404 then -100000
        else round(revenue_eur / rate_to_base * (0.9 + 0.2 * guess), -4)
    end::decimal(18, 2) as annual_revenue,
    if(
        draw('no employees', account_no) < 0.30, null,
        greatest(round(employees * (0.8 + 0.4 * guess), -1), 5)
    )::bigint as employee_count,
    case
        when draw('no country', account_no) < 0.05 then null
        else pick(country_spellings, draw('country spelling', account_no || suffix))
    end as country,
    region,
    city,
    kind = 'target' and propensity + 0.3 * draw('strategic', account_no) > 0.95 as is_strategic,
    kind = 'target' as is_target_account,
    draw('silent', account_no) < 0.01 as do_not_contact,
    currency,
    at_work(
        entered_on + if(is_second, 200 * draw('second entry', account_no), 0)::integer,
        draw('entered', account_no)
    ) as created_at,
    at_work(last_tick(account_no, 91), draw('touched', account_no)) as updated_at,
    draw('deleted', account_no) < 0.003 as is_deleted,
    if(suffix = '-DUP', account_key(account_no), null) as merged_into_id,
from enriched
order by account_id
