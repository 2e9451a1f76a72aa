-- Weekly cost per campaign; for the biggest accounts some of it is booked on the account itself.
with

weeks as (

    select date '2000-01-03' + 7 * week_no::integer as spent_on
    from range(6000) as t(week_no)
    where in_window(date '2000-01-03' + 7 * week_no::integer)

),

campaigns (campaign, channel, pool, tier, weekly) as (

    values
    ('Made-up always-on', 'paid_search', 'new_business', null, 2600.0),
    ('Made-up newsletter', 'email', null, null, 400.0),
    ('Made-up webinar series', 'webinar', 'new_business', 2, 900.0),
    ('Made-up executive dinners', 'event', 'new_business', 1, 1800.0),
    ('Made-up account ads', 'linkedin', 'new_business', 1, 2200.0),
    ('Made-up scalable ads', 'display', 'new_business', 3, 1300.0),
    ('Made-up customer club', 'event', 'customers', 1, 700.0),
    ('Made-up service mailing', 'direct_mail', 'customers', 2, 300.0)

),

by_campaign as (

    select
        'SPD-' || spent_on || '-' || campaign as spend_key,
        spent_on,
        if(month(spent_on) = 8, 0.2, 1.0)
        * weekly * (0.7 + 0.6 * draw('spend', campaign || spent_on)) as cost,
        null::varchar as account_id,
        pool,
        tier,
        campaign,
        channel
    from weeks
    cross join campaigns

),

at_fairs as (

    select
        'SPD-' || fair as spend_key,
        starts_on as spent_on,
        45000 + 10000 * draw('stand', fair) as cost,
        null::varchar as account_id,
        null as pool,
        null as tier,
        'Made-up fair campaign' as campaign,
        'trade_fair' as channel
    from fairs
    where in_window(starts_on)

),

by_account as (

    select
        'SPD-' || spent_on || '-' || account_no as spend_key,
        spent_on,
        200 + 800 * draw('gift', account_no || '-' || spent_on) as cost,
        account_key(account_no) as account_id,
        null as pool,
        null as tier,
        'Made-up account gifts' as campaign,
        'direct_mail' as channel
    from companies
    cross join weeks
    where
        kind = 'target' and propensity > 0.75
        and draw('gift week', account_no || '-' || spent_on) < 0.02

),

unioned as (

    select * from by_campaign
    union all
    select * from at_fairs
    union all
    select * from by_account

)

select
    spend_key as spend_id,
    spent_on,
    round(cost, 2)::decimal(18, 2) as cost,
    'EUR' as currency,
    account_id,
    pool,
    tier::bigint as tier,
    campaign,
    channel,
from unioned
order by spend_id
