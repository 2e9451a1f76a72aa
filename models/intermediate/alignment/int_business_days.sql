{#- A ledger: with the number of each business day, a moment some business hours later is a lookup.
    It goes a year back and a year ahead, further than any service level. -#}
with

calendars as (

    select
        upper(trim(country)) as country,
        weekdays,
        {{ minutes_of('opens_at') }} as opens_minute,
        {{ minutes_of('closes_at') }} as closes_minute,
        utc_offset_minutes

    from {{ ref('business_calendars') }}

),

holidays as (

    select
        upper(trim(country)) as country,
        holiday_on

    from {{ ref('holidays') }}

),

numbers as (select {{ unnested_numbers(801) }} as number),

days as (

    select {{ days_after(as_of(), 'number - 400') }} as day

    from numbers

),

dated as (

    select
        calendars.country,
        calendars.opens_minute,
        calendars.closes_minute,
        calendars.utc_offset_minutes,
        calendars.weekdays like '%' || substring(
            'montuewedthufrisatsun', 3 * ({{ day_number('days.day') }} % 7) + 1, 3
        ) || '%'
        and holidays.country is null as is_business_day,
        days.day

    from calendars
    cross join days
    left join holidays
        on
            calendars.country = holidays.country
            and days.day = holidays.holiday_on

),

final as (

    select
        country,
        opens_minute,
        closes_minute,
        utc_offset_minutes,
        cast(
            sum(case when is_business_day then 1 else 0 end) over (
                partition by country
                order by day
                rows between unbounded preceding and current row
            ) as integer
        ) as business_day_number,
        is_business_day,
        day

    from dated

)

select * from final
