-- Every Monday, from a year before the window on: a slow wave around a made-up middle.
select
    rates.currency,
    valid_from::date as valid_from,
    round(
        rates.rate_to_base * if(
            rates.currency = 'EUR', 1.0,
            1.0 + 0.05 * sin((valid_from::date - date '2000-01-01') / 210.0)
            + 0.01 * (draw('rate', rates.currency || valid_from::date) - 0.5)
        ),
        8
    )::decimal(18, 8) as rate_to_base,
from rates
cross join range(
    date_trunc('week', window_start() - interval 1 year)::timestamp,
    as_of() + interval 1 day,
    interval 7 day
) as t(valid_from)
order by currency, valid_from
