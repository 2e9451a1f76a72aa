-- The floor: what a refresh cannot be faster than. SCORING's rules by hand, for a first release, straight from raw Parquet
-- to the three largest marts, by someone who knows the data: canonical tables only, records found by id and exact
-- domain alone, no hierarchies, names, triggers, overrides, holds or history; nothing checked, described or sealed.
-- Reads views raw_<source>_<table> and seed_<name>; variable as_of. DuckDB's own dialect, on purpose.

create temp macro host(text) as nullif(regexp_extract(lower(trim(text)), '^(?:https?://)?(?:www\.)?([^/?#: ]+\.[^/?#: ]+)', 1), '');
create temp macro day(moment) as cast(moment as date);
create temp macro due(moment) as cast(moment as date) <= getvariable('as_of');

create temp table rates as
select currency, max_by(rate_to_base, valid_from) as rate from raw_finance_exchange_rates
where valid_from <= getvariable('as_of') group by currency;

create temp table companies as
select * replace (host(domain) as domain) from raw_firmographics_companies where due(observed_at)
qualify row_number() over (partition by company_key order by observed_at desc, _file_order desc) = 1;

create temp table accounts as
with newest as (
    select *, coalesce(host(domain), host(website)) as own_domain from raw_crm_accounts where due(coalesce(created_at, updated_at))
    qualify row_number() over (partition by account_id order by updated_at desc nulls last) = 1
), companies as (
    select * from companies qualify row_number() over (partition by domain order by observed_at desc, company_key) = 1
)
select newest.account_id, newest.name as account_name, own_domain as domain, newest.account_type, lower(newest.lifecycle_stage) as lifecycle_stage, newest.region,
    coalesce(industries.industry, lower(newest.industry), company_industries.industry, lower(companies.industry)) as industry,
    coalesce(countries.country, company_countries.country) as country,
    coalesce(round(cast(newest.annual_revenue as double) * coalesce(rates.rate, case when newest.currency is null then 1 end), 2), companies.annual_revenue) as annual_revenue,
    coalesce(newest.employee_count, companies.employee_count) as employee_count,
    companies.production_volume, companies.site_count, companies.estimated_budget, companies.certifications,
    newest.is_strategic, newest.is_deleted
from newest
left join companies on newest.own_domain = companies.domain
left join rates on newest.currency = rates.currency
left join seed_industry_aliases as industries on lower(newest.industry) = industries.alias
left join seed_industry_aliases as company_industries on lower(companies.industry) = company_industries.alias
left join seed_country_aliases as countries on lower(newest.country) = countries.alias
left join seed_country_aliases as company_countries on lower(companies.country) = company_countries.alias
where newest.merged_into_id is null;

create temp table domains as
select domain, min(account_id) as account_id from accounts
where domain is not null and domain not in (select domain from seed_free_mail_domains) group by domain;

create temp table contacts as
select contact_id, account_id, email, coalesce(lower(buying_role), lower(role)) as buying_role
from raw_crm_contacts left join seed_buying_role_titles as titles on lower(raw_crm_contacts.title) = lower(titles.title)
where due(coalesce(created_at, updated_at)) and not coalesce(is_deleted, false)
qualify row_number() over (partition by contact_id order by updated_at desc nulls last) = 1;

create temp table machines as
select machine_id, coalesce(accounts.account_id, domains.account_id) as account_id, manufacturer, decommissioned_at
from raw_installed_base_machines as machines
left join accounts using (account_id) left join domains on host(machines.domain) = domains.domain;

create temp table signals as
select coalesce(accounts.account_id, contacts.account_id, mail.account_id, web.account_id) as account_id,
    coalesce(contacts.email, contacts.contact_id, events.email, events.contact_id) as contact, lower(trim(event_type)) as signal_type, day(occurred_at) as signal_on, coalesce(strength, 1) as strength
from (select * from raw_engagement_events where due(occurred_at) qualify row_number() over (partition by _key order by _file_order desc, _line desc) = 1) as events
left join accounts on events.account_id = accounts.account_id left join contacts on events.contact_id = contacts.contact_id
left join domains as mail on split_part(events.email, '@', 2) = mail.domain left join domains as web on host(events.domain) = web.domain
union all
select contacts.account_id, coalesce(contacts.email, contacts.contact_id), lower(activity_type), day(occurred_at), 1
from raw_crm_activities inner join contacts using (contact_id) where due(occurred_at)
union all
select account_id, null, 'intent_surge', day(observed_at), least(1, greatest(0, (surge_score - providers.floor) / (providers.ceiling - providers.floor)))
from raw_intent_surges as surges inner join domains on host(surges.domain) = domains.domain
inner join seed_intent_providers as providers on lower(trim(surges.provider)) = lower(providers.provider) where due(observed_at)
union all
select coalesce(accounts.account_id, domains.account_id), null, lower(event_type), day(occurred_at), 1
from raw_company_events_events as events left join accounts using (account_id) left join domains on host(events.domain) = domains.domain where due(occurred_at)
union all
select account_id, null, lower(event_type), day(occurred_at), 1
from raw_installed_base_machine_events inner join machines using (machine_id) where due(occurred_at);

create or replace table account_signals as
with contact_days as (
    select account_id, signal_type, signal_on, contact, count(*) as events, least(sum(strength), max(contact_daily_cap)) as strength
    from signals inner join seed_signal_types using (signal_type)
    where account_id is not null and getvariable('as_of') - signal_on <= lookback_days group by all
), days as (
    select account_id, signal_type, signal_on, sum(events) as events, count(contact) as contacts, sum(strength) as strength from contact_days group by all
)
select account_id, signal_type, factor, signal_on, events, contacts, cast(least(strength, account_daily_cap) as decimal(18, 6)) as strength,
    cast(round(points * cast(least(strength, account_daily_cap) as decimal(28, 6)) * cast(round(2 ^ (-(getvariable('as_of') - signal_on) / half_life_days), 12) as decimal(18, 12)), 6) as decimal(18, 6)) as value
from days inner join seed_signal_types using (signal_type);

create temp table features as
with sums as (pivot (select account_id, factor, sum(value) as value from account_signals group by all) on factor in (
        'third_party_intent', 'website_intent', 'marketing_engagement', 'sales_engagement', 'installed_base_need', 'company_momentum') using sum(value) group by account_id
), surged as (select distinct domains.account_id from raw_intent_surges as surges inner join domains on host(surges.domain) = domains.domain where due(observed_at)
), technologies as (
    select account_id, cast(sum(affinity) as decimal(18, 4)) as fit from (
        select distinct domains.account_id, technologies.technology, technologies.affinity
        from raw_technographics_installs as installs inner join domains on host(installs.domain) = domains.domain
        left join seed_technologies as technologies on lower(trim(installs.technology)) = lower(technologies.technology) and coalesce(getvariable('as_of') - day(last_seen_at) <= 365, true)
        where due(coalesce(first_seen_at, last_seen_at))) group by account_id
), maturities as (
    select account_id, max_by(buying_maturity, maturity_rank) as maturity from (
        select account_id, 'lifecycle_stage' as evidence, lifecycle_stage as value from accounts
        union all select account_id, 'closed_opportunity', case when is_won then 'won' else 'lost' end from raw_crm_opportunities where is_closed and due(created_at))
    inner join seed_lifecycle_stages using (evidence, value) group by account_id
), active as (
    select distinct contact from signals inner join seed_signal_types using (signal_type)
    where contact is not null and points > 0 and getvariable('as_of') - signal_on <= 90
), committees as (
    select account_id, round(count(distinct case when active.contact is not null or mail.contact is not null then roles.role end) / (select count(*) from seed_buying_roles where is_required), 4) as coverage
    from contacts left join active on active.contact = contacts.contact_id left join active as mail on mail.contact = contacts.email left join seed_buying_roles as roles on roles.is_required and contacts.buying_role = roles.role group by account_id
), own as (select distinct account_id from machines where lower(manufacturer) = 'packwell' and coalesce(day(decommissioned_at) > getvariable('as_of'), true)
), certified as (
    select account_id, round(count(distinct listed.certification) / (select count(*) from seed_certifications), 4) as share
    from (select account_id, trim(unnest(string_split(certifications, ';'))) as certification from accounts) as held
    left join seed_certifications as listed on lower(held.certification) = lower(listed.certification) group by account_id
)
unpivot (
    select accounts.account_id, cast(industry as varchar) as industry, cast(annual_revenue as varchar) as annual_revenue, cast(employee_count as varchar) as employee_count, cast(country as varchar) as country,
        cast(production_volume as varchar) as production_volume, cast(site_count as varchar) as site_count, cast(technologies.fit as varchar) as technology_fit,
        cast(certified.share as varchar) as certification_fit, cast(maturity as varchar) as buying_maturity, cast(estimated_budget as varchar) as budget_capability,
        cast(coalesce(third_party_intent, case when surged.account_id is not null then 0 end) as varchar) as third_party_intent, cast(website_intent as varchar) as website_intent,
        cast(marketing_engagement as varchar) as marketing_engagement, cast(sales_engagement as varchar) as sales_engagement, cast(coverage as varchar) as committee_coverage,
        cast(is_strategic as varchar) as strategic_account, cast(case when site_count is not null then round((greatest(site_count, 1) - if(own.account_id is null, 0, 1)) / greatest(site_count, 1), 4) end as varchar) as white_space,
        cast(installed_base_need as varchar) as installed_base_need, cast(company_momentum as varchar) as company_momentum
    from accounts left join sums using (account_id) left join surged using (account_id) left join technologies using (account_id) left join maturities using (account_id)
    left join committees using (account_id) left join own using (account_id) left join certified using (account_id)
) on columns(* exclude (account_id)) into name factor value value;

create or replace table account_score_factors as
with pointed as (
    select accounts.account_id, factors.component, factors.factor, factors.weight, components.weight as share, coalesce(components.min_observed, 0) as min_observed, features.value,
        features.value is not null or factors.missing = 'zero' as is_observed,
        round(case
            when features.value is null then 0
            when method = 'lookup' then coalesce(exact.points, other.points, 0)
            when method = 'signals' then 100 * least(1, greatest(0, try_cast(features.value as double)) / upper)
            when scale = 'log' then 100 * (least(greatest(log10(1 + try_cast(features.value as double)), log10(1 + lower)), log10(1 + upper)) - log10(1 + lower)) / (log10(1 + upper) - log10(1 + lower))
            else 100 * (least(greatest(try_cast(features.value as double), lower), upper) - lower) / (upper - lower) end, 4) as points
    from accounts cross join seed_scoring_factors as factors inner join seed_scoring_components as components using (component)
    left join features on accounts.account_id = features.account_id and factors.factor = features.factor
    left join seed_scoring_points as exact on factors.factor = exact.factor and lower(features.value) = lower(exact.value)
    left join seed_scoring_points as other on factors.factor = other.factor and other.value = '*'
)
select account_id, component, factor, value, case when is_observed then points end as points, is_observed,
    share * weight / greatest(sum(if(is_observed, weight, 0)) over whole, min_observed) as weight,
    cast(if(is_observed, round(share * weight * points / greatest(sum(if(is_observed, weight, 0)) over whole, min_observed), 4), 0) as decimal(7, 4)) as contribution
from pointed window whole as (partition by account_id, component);

create or replace table account_tiers as
with scored as (
    select account_id, cast(sum(contribution) as decimal(7, 4)) as score,
        sum(contribution) filter (component = 'icp_fit') / 0.40 as icp_fit_score
    from account_score_factors group by account_id
), pooled as (
    select accounts.*, score, icp_fit_score, if(account_type = 'customer', 'customers', 'new_business') as pool,
        account_type in ('competitor', 'partner') or lifecycle_stage = 'out_of_business' or coalesce(is_deleted, false) as is_out
    from accounts inner join scored using (account_id)
), first_seats as (
    select account_id, row_number() over (partition by pool order by score desc, icp_fit_score desc, account_id) <= if(pool = 'customers', 5, 15) as is_seated
    from pooled where not is_out and score >= 30 and icp_fit_score >= 50
), second_seats as (
    select pooled.account_id, row_number() over (partition by pool order by score desc, icp_fit_score desc, pooled.account_id) <= if(pool = 'customers', 20, 85) as is_seated
    from pooled left join first_seats on pooled.account_id = first_seats.account_id
    where not is_out and score >= 15 and not coalesce(first_seats.is_seated, false)
)
select pooled.*, case when is_out then null when first_seats.is_seated then 1 when second_seats.is_seated then 2 else 3 end as tier
from pooled left join first_seats using (account_id) left join second_seats using (account_id);
