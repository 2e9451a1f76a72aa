-- How many engagement events the spells give at rate 1: their weight times the share of their days
-- that lies in the window, Augusts counting a fifth (fairs are never in August).
with

augusts as (

    select
        make_date(august_year::integer, 8, 1) as first_day,
        make_date(august_year::integer, 8, 31) as last_day
    from range(year(window_start()), year(as_of()) + 1) as t(august_year)

),

cut as (

    select
        weight,
        days,
        greatest(starts_on, window_start() + 1) as first_day,
        least(ends_on, as_of()) as last_day
    from spells

),

lost as (

    select sum(
        weight / days * 0.8
        * greatest(
            least(cut.last_day, augusts.last_day) + 1 - greatest(cut.first_day, augusts.first_day),
            0
        )
    ) as events
    from cut
    cross join augusts

)

select sum(weight / days * greatest(last_day - first_day + 1, 0)) - any_value(lost.events) as events
from cut
cross join lost
