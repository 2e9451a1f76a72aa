-- Software and machinery that web pages and job advertisements give away, rivals' lines included.
with

technologies (technology, vendor, category, share, pull) as (

    values
    ('SAP ERP', 'SAP', 'software', 0.10, 0.20),
    ('Siemens MES', 'Siemens', 'software', 0.02, 0.3),
    ('Rockwell FactoryTalk', 'Rockwell Automation', 'software', 0.02, 0.2),
    ('Salesforce', 'Salesforce', 'software', 0.1, 0.1),
    ('Microsoft Dynamics', 'Microsoft', 'software', 0.15, 0.0),
    ('Packwell Line', 'Packwell', 'machinery', 0.02, 0.1),
    ('Bosch Packaging Line', 'Bosch', 'machinery', 0.30, -0.15),
    ('Multivac Line', 'Multivac', 'machinery', 0.25, -0.1)

),

seen as (

    select
        companies.*,
        technologies.*,
        account_no || technology as install_key,
        date '2014-01-01' + floor(3600 * draw('first seen', account_no || technology))::integer
            as first_seen_on,
        last_tick(account_no, 31) as last_seen_on
    from companies
    cross join technologies
    where
        not is_plant and draw('crawled', account_no) < 0.8
        and draw('install', account_no || technology) < share + technologies.pull * propensity

)

select
    if(draw('www', account_no) < 0.1, 'www.' || domain, domain) as domain,
    if(draw('technology spelling', install_key) < 0.1, upper(technology), technology) as technology,
    vendor,
    category,
    first_seen_on::timestamp as first_seen_at,
    -- a few went out of use within a year
    if(
        draw('dropped', install_key) < 0.08, least(first_seen_on + 360, last_seen_on), last_seen_on
    )::timestamp as last_seen_at,
from seen
where first_seen_on <= last_seen_on
order by domain, technology
