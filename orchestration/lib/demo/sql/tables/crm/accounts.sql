-- One record per account, its duplicates (2 % merged by the CRM, 1 % not yet), and a few lines exported twice.
with

records as (

    select *, 0 as copy_no, 1 as times
    from companies
    where kind <> 'outside'

    union all

    -- entered a second time by somebody else
    select *, if(draw('duplicate', account_no) < 0.02, 1, 2) as copy_no, 1 as times
    from companies
    where kind = 'target' and draw('duplicate', account_no) < 0.03

    union all

    -- exported twice
    select *, 0 as copy_no, 2 as times
    from companies
    where kind <> 'outside' and draw('exported twice', account_no) < 0.005

),

final as (

    select
        account_key(records.account_no)
        || case records.copy_no when 0 then '' when 1 then '-DUP' else '-B' end as account_id,
        case records.copy_no when 0 then company_name else upper(company_name) end as name,
        case
            when draw('no website', records.account_no) < 0.06 then pick(['N/A', '-', null], draw('na', records.account_no))
            else pick(
                [
                    'https://www.' || domain, 'www.' || domain, 'http://' || domain || '/en/home',
                    'HTTPS://WWW.' || upper(domain) || '/', 'https://https://' || domain || ':443/',
                ],
                draw('website', records.account_no)
            )
        end as website,
        case
            when draw('free-mail domain', records.account_no) < 0.005 then 'gmail.com'
            when draw('no domain', records.account_no) < 0.04 then null
            else domain
        end as domain,
        account_key(parent_no) as parent_account_id,
        owner_key(owner_no) as owner_id,
        case
            when kind <> 'target' then kind
            when customers.account_no is not null then pick(['Customer', 'customer'], draw('type', records.account_no))
            else pick(['Prospect', 'prospect'], draw('type', records.account_no))
        end as account_type,
        case
            when draw('gone', records.account_no) < 0.004 then 'out_of_business'
            when kind <> 'target' then null
            when customers.account_no is not null then 'customer'
            when draw('former', records.account_no) < 0.02 then 'former_customer'
            when draw('lifecycle', records.account_no) < 0.15 then null
            else pick(['lead', 'lead', 'lead', 'prospect', 'prospect', 'evaluating'], draw('lifecycle', records.account_no))
        end as lifecycle_stage,
        case
            when draw('no industry', records.account_no) < 0.10 then pick(['-', 'N/A', null], draw('na', records.account_no))
            else pick(industry_spellings, draw('spelling', records.account_no))
        end as industry,
        case
            when draw('no revenue', records.account_no) < 0.40 then null
            when draw('no revenue', records.account_no) < 0.404 then -1.0
            else 1.0
        end * round(revenue_eur / rates.rate_to_base * (0.9 + 0.2 * draw('guess', records.account_no)), -4)
            as annual_revenue,
        if(
            draw('no employees', records.account_no) < 0.30, null,
            greatest(round(employees * (0.8 + 0.4 * draw('guess', records.account_no)), -1), 5)
        )::bigint as employee_count,
        case
            when draw('no country', records.account_no) < 0.05 then null
            else pick(country_spellings, draw('country spelling', records.account_no || '-' || copy_no))
        end as country,
        records.region,
        city,
        kind = 'target' and propensity + 0.3 * draw('strategic', records.account_no) > 0.95 as is_strategic,
        kind = 'target' as is_target_account,
        draw('silent', records.account_no) < 0.01 as do_not_contact,
        records.currency,
        (entered_on + floor(copy_no * 200 * draw('second entry', records.account_no))::integer)::timestamp
        + to_seconds(36000 + (records.account_no % 7200)::bigint) as created_at,
        at_work(last_tick(records.account_no, 91), draw('touched', records.account_no)) as updated_at,
        draw('deleted', records.account_no) < 0.003 as is_deleted,
        case when copy_no = 1 then account_key(records.account_no) end as merged_into_id
    from records
    inner join rates on records.currency = rates.currency
    left join customers on records.account_no = customers.account_no and customers.since <= as_of()

)

select * replace (
    round(annual_revenue, 2)::decimal(18, 2) as annual_revenue,
)
from final
order by account_id
