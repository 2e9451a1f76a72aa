-- The made-up world, in absolute time: what happened does not depend on as_of, only how much of it
-- is seen. So a landing written on a later day tells the same story, longer.

-- Who there is: target accounts, then competitors and partners (2 %), then companies that no CRM
-- knows yet (10 %). Of every 25 target accounts the first four may be a group: its head, a plant, a
-- subsidiary with a domain of its own, and the subsidiary's plant. Plants share the head's domain.
create temp table companies as
with

numbered as (

    select
        i + 1 as account_no,
        case
            when i < getvariable('accounts') then 'target'
            when i < getvariable('known') then if(i % 2 = 0, 'partner', 'competitor')
            else 'outside'
        end as kind,
        (i + 1) % 25 as place,
        i < getvariable('accounts') and (i + 1) % 25 in (2, 3, 4)
        and draw('group', (i + 1) // 25) < 0.6 as is_grouped
    from range(getvariable('companies')) as t(i)

),

placed as (

    select
        *,
        case
            when is_grouped and place = 4 then account_no - 1
            when is_grouped then account_no - place + 1
        end as parent_no,
        is_grouped and place in (2, 4) as is_plant,
        -- a plant bears its head's name and domain
        if(is_grouped, account_no - place + 1, account_no) as family_no,
        if(is_grouped and place in (2, 4), account_no - place + 1, account_no) as name_no
    from numbered

),

named as (

    select
        *,
        -- An odd multiplier scrambles 0..32767 without collisions; beyond, a fourth syllable
        -- follows.
        pick(getvariable('openings'), ((name_no * 12289 + 77) % 32768 // 1024) / 32.0)
        || pick(getvariable('middles'), ((name_no * 12289 + 77) % 1024 // 32) / 32.0)
        || if(name_no < 32768, '', pick(getvariable('middles'), (name_no // 32768 % 32) / 32.0))
        || pick(getvariable('endings'), ((name_no * 12289 + 77) % 32) / 32.0)
        || if(name_no < 1048576, '', (name_no // 1048576)::varchar) as stem
    from placed

),

described as (

    select
        named.*,
        countries.country,
        countries.region,
        countries.team,
        countries.currency,
        countries.pull as country_pull,
        countries.spellings as country_spellings,
        pick(countries.cities, draw('city', named.account_no)) as city,
        pick(countries.legal_forms, draw('legal form', named.account_no)) as legal_form,
        industries.industry,
        industries.pull as industry_pull,
        industries.spellings as industry_spellings,
        pick(industries.words, draw('word', named.family_no)) as word,
        industries.revenue_per_employee,
        industries.units_per_employee,
        greatest(
            round(exp(
                3.7 + if(named.place = 1, 0.8, 0.0) + 1.4 * bell('employees', named.account_no)
            )),
            8
        )::bigint as employees
    from named
    inner join countries
        on draw('country', if(is_plant, named.account_no, named.family_no)) >= countries.from_share
        and draw('country', if(is_plant, named.account_no, named.family_no)) < countries.to_share
    inner join industries
        on draw('industry', named.family_no) >= industries.from_share
        and draw('industry', named.family_no) < industries.to_share

),

drawn as (

    select
        *,
        propensity(industry_pull, country_pull, employees, draw('luck', account_no)) as propensity
    from described

)

select
    account_no,
    kind,
    parent_no,
    is_plant,
    stem || ' ' || word
    || case when is_plant then ' Plant ' || city when is_grouped then ' ' || city else '' end
    || ' ' || legal_form as company_name,
    lower(stem) || '.example' as domain,
    country,
    region,
    currency,
    country_spellings,
    city,
    industry,
    industry_spellings,
    industry_pull,
    employees,
    round(employees * revenue_per_employee * (0.6 + 0.8 * draw('revenue', account_no)), -3)
        as revenue_eur,
    round(employees * units_per_employee * (0.2 + 0.8 * draw('volume', account_no)), -3)
        as production_volume,
    (1 + floor(ln(employees) / 2.2 * draw('sites', account_no) * 2))::bigint as site_count,
    round(employees * revenue_per_employee * (0.01 + 0.03 * draw('budget', account_no)), -3)
        as budget_eur,
    propensity,
    kind = 'target'
    and draw('old customer', account_no) < 0.26 * propensity * propensity as is_old_customer,
    2 + floor(4 * draw('contacts', account_no))::bigint as contacts,
    least(date '2012-03-01' + floor(3900 * draw('created', account_no))::integer, window_start())
        as entered_on,
    -- four owners for each of the six places in vocabulary's owners, two places for the large teams
    -- held out of the scalable tier by the default configuration: the hash of macro holdout_bucket
    kind = 'target' and propensity < 0.75
    and left(md5('holdout-1:' || account_key(account_no)), 6) <= '199999' as is_left_alone,
    1 + 6 * (bits('owner', account_no) % 4) + case team
        when 'DACH' then bits('desk', account_no) % 2
        when 'Europe' then 2 + bits('desk', account_no) % 2
        when 'Americas' then 4
        else 5
    end as owner_no,
    draw('covered', account_no) < 0.65 as is_covered
from drawn
order by account_no;

-- Half-years, from two years before the window on: what began then may still be going on.
create temp table halves as
select half_no from range(2 * year(window_start()) - 4, 2 * year(as_of()) + 2) as t(half_no);

-- What companies want to buy: in every half-year a project may begin; interest comes first, then
-- usually an opportunity, then a decision. The propensity makes all of it likelier, larger, faster.
create temp table projects as
with

begun as (

    select
        companies.account_no,
        companies.propensity,
        companies.employees,
        companies.is_left_alone,
        halves.half_no,
        companies.account_no || '-' || halves.half_no as project_key
    from companies
    cross join halves
    where
        companies.kind = 'target'
        and draw('project', companies.account_no || '-' || halves.half_no)
        < 0.01 + 0.36 * pow(companies.propensity, 2.5)

),

planned as (

    select
        *,
        day_of_half(half_no, draw('interest', project_key)) as interest_on,
        -- who is left alone finds the way to us by chance only
        draw('becomes', project_key) < (0.45 + 0.5 * propensity)
        * if(is_left_alone and interest_on >= date '2025-01-01', 0.15, 1.0) as has_opportunity,
        weekday(
            (interest_on + 15 + floor(75 * draw('opens', project_key))::integer)::date
        ) as created_on,
        draw('wins', project_key) < 0.05 + 0.8 / (1.0 + exp(-15.0 * (propensity - 0.62))) as is_won,
        90 + floor(
            360 * clamp(1.0 - propensity + 0.5 * (draw('cycle', project_key) - 0.5), 0.0, 1.0)
        )::integer as cycle_days,
        round(
            80000 * pow(
                37.5,
                clamp(
                    0.75 * propensity + 0.25 * slice(bits('amount', project_key), 0)
                    + 0.1 * (ln(employees) - ln(400.0)) / ln(10.0),
                    0.0, 1.0
                )
            ),
            -3
        )::decimal(18, 2) as amount_eur,
        1 + (bits('machine', project_key) % 12)::integer as product_no,
        0.3 + 0.7 * (0.6 * propensity + 0.4 * draw('heat', project_key)) as heat
    from begun

),

decided as (

    select
        *,
        -- a lost deal is often lost before its time; few decisions fall in August
        created_on + if(
            is_won, cycle_days,
            greatest(90, (cycle_days * (0.5 + 0.5 * draw('lost', project_key)))::integer)
        ) as decision_on
    from planned

)

select
    * exclude (decision_on),
    weekday(
        (decision_on + if(is_awake(decision_on, draw('august', project_key)), 0, 32))::date
    ) as closed_on
from decided
order by account_no, half_no;

-- Customers: those of old, and those who have bought from us by now.
create temp table customers as
select
    companies.account_no,
    min(if(companies.is_old_customer, date '2000-01-01', projects.closed_on)) as since
from companies
left join projects
    on companies.account_no = projects.account_no
    and projects.has_opportunity and projects.is_won and projects.closed_on <= as_of()
where companies.kind = 'target' and (companies.is_old_customer or projects.account_no is not null)
group by companies.account_no
order by companies.account_no;

-- Spells of attention: when a company's people look at us, and how much. `weight` is the number of
-- engagement events to expect in a whole spell, before the August dip and at rate 1.
create temp table spells as
with

background as (

    select
        companies.account_no,
        'b' || calendar_year as spell,
        'background' as kind,
        make_date(calendar_year::integer, 1, 1) as starts_on,
        make_date(calendar_year::integer, 12, 31) as ends_on,
        27.0 + 40.0 * pow(
            propensity * draw('attention', companies.account_no || '-' || calendar_year), 2
        ) as weight
    from companies
    cross join range(year(window_start()), year(as_of()) + 1) as years(calendar_year)
    where companies.kind = 'target' or draw('passer-by', companies.account_no) < 0.3

),

in_projects as (

    select
        account_no,
        'p' || half_no as spell,
        'project' as kind,
        interest_on as starts_on,
        if(has_opportunity, closed_on, interest_on + 90) as ends_on,
        (10.0 + 50.0 * heat * heat) * if(has_opportunity, 1.0, 0.4) as weight
    from projects

),

at_fairs as (

    select
        companies.account_no,
        'f' || fairs.fair_no as spell,
        'fair' as kind,
        fairs.starts_on,
        fairs.starts_on + 2 as ends_on,
        3.0 as weight
    from companies
    inner join fairs on fairs.starts_on > window_start() - 3 and fairs.starts_on <= as_of()
    where
        draw('fair', companies.account_no || '-' || fairs.fair_no)
        < 0.01 + 0.22 * propensity * propensity

),

unioned as (

    select * from background
    union all
    select * from in_projects
    union all
    select * from at_fairs

)

select
    unioned.*,
    companies.domain,
    companies.contacts,
    companies.owner_no,
    companies.kind <> 'outside' as is_known,
    (ends_on - starts_on + 1)::integer as days
from unioned
inner join companies on unioned.account_no = companies.account_no
where unioned.starts_on <= as_of() and unioned.ends_on > window_start()
order by unioned.account_no, unioned.spell;

-- Packaging machines on the shop floors: ours at customers, rivals' (fictional ones) everywhere.
create temp table machines as
with

slots as (

    select
        companies.account_no,
        companies.domain,
        companies.account_no || '-' || slot_no as machine_key,
        companies.is_old_customer
    from companies
    cross join range(1, 7) as slots(slot_no)
    where
        companies.kind = 'target'
        and draw('machine there', companies.account_no || '-' || slot_no)
        < if(companies.is_old_customer, 0.55, 0.12)
        * if(companies.industry_pull < 0.35, 0.4, 1.0)

),

built as (

    select
        *,
        is_old_customer and draw('ours', machine_key) < 0.75 as is_own,
        date '2005-01-10' + floor(6800 * draw('installed', machine_key))::integer as installed_at
    from slots

    union all

    -- a won deal stands on the shop floor four months later
    select
        projects.account_no,
        companies.domain,
        projects.project_key as machine_key,
        false as is_old_customer,
        true as is_own,
        (projects.closed_on + 120)::date as installed_at
    from projects
    inner join companies on projects.account_no = companies.account_no
    where projects.has_opportunity and projects.is_won

)

select
    'MCH-' || machine_key as machine_id,
    if(draw('machine by id', machine_key) < 0.7, account_key(account_no), null) as account_id,
    if(draw('machine by id', machine_key) < 0.35, null, domain) as domain,
    case
        when is_own
            then pick(['Packwell', 'Packwell', 'PACKWELL', 'packwell '], draw('maker', machine_key))
        else pick(
            ['Krontec (made-up)', 'Bosfeld (made-up)', 'Multipak (made-up)'],
            draw('maker', machine_key)
        )
    end as manufacturer,
    pick(['Flowline', 'Traywell', 'Cartonix', 'Sachetta', 'Palletor'], draw('model', machine_key))
    || ' ' || 100 * (1 + (bits('model', machine_key) % 9)::integer) as model,
    installed_at,
    case
        when draw('scrapped', machine_key) < 0.06 and installed_at + 5000 <= as_of()
            then (installed_at + 5000)::date
    end as decommissioned_at,
    is_own,
from built
where installed_at <= as_of()
order by machine_id;
