with

covered as (

    select *
    from companies
    where not is_plant and draw('firmographics', account_no) < 0.88

)

select
    'FIRM-' || account_no as company_key,
    if(draw('firm domain', account_no) < 0.03, null, domain) as domain,
    company_name as name,
    pick(industry_spellings, draw('firm industry', account_no)) as industry,
    (3000 + floor(300 * draw('naics', industry)))::bigint || '00' as naics_code,
    if(
        draw('firm revenue', account_no) < 0.12, null,
        round(revenue_eur::double * (0.8 + 0.3 * draw('firm guess', account_no)), -4)
    )::decimal(18, 2) as annual_revenue,
    if(draw('firm employees', account_no) < 0.05, null, employees) as employee_count,
    pick(country_spellings, draw('firm country', account_no)) as country,
    if(draw('firm sites', account_no) < 0.15, null, site_count) as site_count,
    if(draw('firm volume', account_no) < 0.15, null, nullif(production_volume, 0))::decimal(18, 2)
        as production_volume,
    if(draw('firm budget', account_no) < 0.25, null, budget_eur)::decimal(18, 2)
        as estimated_budget,
    1900 + floor(118 * sqrt(draw('founded', account_no)))::bigint as founded_year,
    round(0.04 + 0.12 * (propensity - 0.5) + 0.05 * bell('growth', account_no), 3)::decimal(9, 6)
        as growth_rate,
    case
        when draw('certified', account_no) < 0.3 then null
        else array_to_string(
            list_filter(
                [
                    if(draw('iso 9001', account_no) < 0.35, 'ISO 9001', null),
                    if(draw('iso 22000', account_no) < 0.4 * propensity, 'ISO 22000', null),
                    if(draw('fssc', account_no) < 0.35 * propensity, 'FSSC 22000', null),
                    if(draw('brcgs', account_no) < 0.3 * propensity, 'BRCGS', null),
                    if(industry = 'pharmaceuticals' and draw('gmp', account_no) < 0.7, 'GMP', null),
                    if(draw('iso 14001', account_no) < 0.15, 'ISO 14001', null),
                ],
                lambda certificate: certificate is not null
            ),
            '; '
        )
    end as certifications,
    pick(['private', 'family', 'public', 'private_equity'], draw('ownership', account_no))
        as ownership,
    'FIRM-' || parent_no as parent_company_key,
    at_work(last_tick(account_no, 61), 0.1) as observed_at,
from covered
order by company_key
