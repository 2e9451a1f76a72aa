-- Of our own machines only: the older, the more often.
with

slots as (

    select
        *,
        machine_id || '-' || event_year || '-' || slot_no as slot_key,
        event_year - year(installed_at) as age
    from machines
    cross join range(year(window_start()), year(as_of()) + 1) as years(event_year)
    cross join range(8) as slots(slot_no)
    where is_own

),

drawn as (

    select
        *,
        make_date(event_year::integer, 1, 1) + floor(365 * draw('machine event', slot_key))::integer
            as occurred_on,
        draw('machine event type', slot_key) as what,
        draw('reported', slot_key) as reported
    from slots

)

select
    'MEV-' || slot_key as event_id,
    machine_id,
    case
        when slot_no = 0 then 'modernization_due'
        when what < 0.45 then 'error'
        when what < 0.60 then 'failure'
        else 'service'
    end as event_type,
    at_work(occurred_on, draw('reported at', slot_key)) as occurred_at,
    case when what < 0.60 then pick(['low', 'medium', 'high'], draw('severity', slot_key)) end
        as severity,
from drawn
where
    in_window(occurred_on) and occurred_on > installed_at
    and (decommissioned_at is null or occurred_on < decommissioned_at)
    and if(slot_no = 0, age in (12, 18), reported < 0.2 + 0.02 * age)
order by event_id
