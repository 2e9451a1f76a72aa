-- Of our own machines only: the older, the more often.
with

years as (

    select
        machines.*,
        machine_id || '-' || event_year || '-' || event_no as event_key,
        event_year,
        (make_date(event_year::integer, 1, 1)
        + floor(365 * draw('machine event', machine_id || '-' || event_year || '-' || event_no))::integer)::date
            as occurred_on,
        draw('machine event type', machine_id || '-' || event_year || '-' || event_no) as what,
        draw('reported', machine_id || '-' || event_year || '-' || event_no) as reported
    from machines
    cross join range(year(window_start()), year(as_of()) + 1) as t(event_year)
    cross join range(8) as n(event_no)
    where is_own

),

final as (

    select
        'MEV-' || event_key as event_id,
        machine_id,
        case
            when event_no = 0 then 'modernization_due'
            when what < 0.45 then 'error'
            when what < 0.60 then 'failure'
            else 'service'
        end as event_type,
        at_work(occurred_on, reported) as occurred_at,
        case when what < 0.60 then pick(['low', 'medium', 'high'], reported) end as severity
    from (select *, split_part(event_key, '-', -1)::integer as event_no from years)
    where
        in_window(occurred_on) and occurred_on > installed_at
        and (decommissioned_at is null or occurred_on < decommissioned_at)
        and if(
            event_no = 0, event_year - year(installed_at) in (12, 18),
            reported < 0.2 + 0.02 * (event_year - year(installed_at))
        )

)

select * from final
order by event_id
