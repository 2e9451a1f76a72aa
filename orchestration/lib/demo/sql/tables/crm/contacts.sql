with

people as (

    select
        companies.account_no,
        companies.domain,
        companies.entered_on,
        unnest(range(1, companies.contacts + 1)) as contact_no
    from companies
    where kind <> 'outside'

),

keyed as (

    select
        *,
        account_no || '-' || contact_no as person,
        contact_email(account_no, contact_no, domain) as email_known,
        (contact_no - 1 + account_no) % 6 as job_no
    from people

)

select
    contact_key(account_no, contact_no) as contact_id,
    account_key(account_no) as account_id,
    case
        when draw('no e-mail', person) < 0.05 then null
        when draw('no e-mail', person) < 0.07 then 'N/A'
        when draw('no e-mail', person) < 0.12 then upper(email_known)
        else email_known
    end as email,
    if(
        draw('no title', person) < 0.1, null,
        [
            'Managing Director', 'Head of Engineering', 'Plant Manager', 'Purchasing Manager',
            'Packaging Engineer', 'Shift Supervisor',
        ][1 + job_no]
    ) as title,
    ['c_level', 'director', 'manager', 'manager', 'individual', 'individual'][1 + job_no]
        as seniority,
    ['Management', 'Engineering', 'Production', 'Procurement', 'Engineering', 'Production'][
        1 + job_no
    ] as department,
    if(
        draw('no role', person) < 0.25, null,
        [
            'economic_buyer', 'technical_buyer', 'champion', 'procurement', 'technical_buyer',
            'user',
        ][1 + job_no]
    ) as buying_role,
    (entered_on + floor(1000 * draw('contact created', person))::integer)::timestamp
    + to_seconds(32400 + (contact_no * 611)::bigint) as created_at,
    at_work(last_tick(account_no * 5 + contact_no, 181), draw('contact touched', person))
        as updated_at,
    draw('left', person) < 0.03 as is_deleted,
from keyed
where created_at <= as_of()
order by contact_id
