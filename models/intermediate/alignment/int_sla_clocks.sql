{#- The business minutes already gone on the day the clock starts, plus those granted, are so many
    whole business days and a rest: the day is looked up by its number. The end of a day is still
    that day. -#}
with

events as (select * from {{ ref('int_sla_events') }}),

service_levels as (select * from {{ ref('tier_slas') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

calendars as (

    select
        upper(trim(country)) as country,
        utc_offset_minutes

    from {{ ref('business_calendars') }}

),

business_days as (select * from {{ ref('int_business_days') }}),

started as (

    select
        events.account_id,
        service_levels.sla,
        events.event,
        events.tier,
        lower(trim(service_levels.role)) as required_role,
        coalesce(calendars.country, '*') as calendar,
        cast(round(60 * service_levels.due_business_hours) as integer) as due_minutes,
        {{ minute_of_day('events.started_at') }}
        + coalesce(calendars.utc_offset_minutes, other_calendars.utc_offset_minutes)
            as local_minute,
        events.is_tier_assumed,
        events.started_at,
        events.event_on

    from events
    inner join service_levels
        on
            events.event = service_levels.event
            and events.tier = service_levels.tier
    inner join accounts on events.account_id = accounts.account_id
    left join calendars on accounts.country = calendars.country
    inner join calendars as other_calendars on other_calendars.country = '*'

),

local as (

    select
        started.*,
        started.local_minute - 1440 * cast(floor(started.local_minute / 1440.0) as integer)
            as minute_of_day,
        {{ days_after(
            utc_date('started.started_at'),
            "cast(floor(started.local_minute / 1440.0) as integer)"
        ) }} as local_day

    from started

),

begun as (

    select
        local.*,
        days.closes_minute - days.opens_minute as day_minutes,
        case
            when days.is_business_day and local.minute_of_day < days.closes_minute
                then days.business_day_number
            else days.business_day_number + 1
        end as first_day_number,
        case
            when
                days.is_business_day
                and local.minute_of_day between days.opens_minute and days.closes_minute - 1
                then local.minute_of_day - days.opens_minute
            else 0
        end + local.due_minutes as minutes_ahead

    from local
    inner join business_days as days
        on
            local.calendar = days.country
            and local.local_day = days.day

),

lasting as (

    select
        begun.*,
        cast(
            floor((begun.minutes_ahead + begun.day_minutes - 1) / (begun.day_minutes * 1.0))
            as integer
        ) - 1 as whole_days

    from begun

),

final as (

    select
        lasting.account_id,
        lasting.sla,
        lasting.event,
        lasting.tier,
        lasting.required_role,
        lasting.calendar,
        lasting.is_tier_assumed,
        lasting.started_at,
        {{ minutes_after_midnight(
            'days.day',
            'days.opens_minute + lasting.minutes_ahead - lasting.whole_days * lasting.day_minutes'
            ~ ' - days.utc_offset_minutes'
        ) }} as due_at,
        lasting.event_on

    from lasting
    left join business_days as days
        on
            lasting.calendar = days.country
            and lasting.first_day_number + lasting.whole_days = days.business_day_number
            and days.is_business_day

)

select * from final
