{#- Months and fiscal quarters as far back as the setting says and records go, then the last
    twelve months and all time. A period that is not over ends at as_of. Months are numbers
    (month_of). A set of periods is the bits of a number, 60 to a word. -#}
with

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

slices as (select * from {{ ref('int_account_slices') }}),

spend as (select * from {{ ref('int_spend_attributed') }}),

digits as (
    {% for digit in range(10) %}
    select {{ digit }} as digit
    {{- '\n\n    union all' if not loop.last }}
    {% endfor %}
),

first_days as (

    select min(created_on) as first_on from opportunities

    union all

    select min(closed_on) as first_on from opportunities

    union all

    select min(slice_on) as first_on from slices

    union all

    select min(spent_on) as first_on from spend

),

bounds as (

    select
        {{ month_of(as_of()) }} as last_month,
        {{ month_of("coalesce(min(first_on), " ~ as_of() ~ ")") }} as first_month,
        cast({{ setting('performance_months') }} as integer) as months_shown,
        cast({{ setting('fiscal_year_start_month') }} as integer) - 1 as fiscal_month

    from first_days

),

months as (

    select
        bounds.last_month - (hundreds.digit * 100 + tens.digit * 10 + ones.digit) as month,
        bounds.fiscal_month

    from bounds
    cross join digits as hundreds
    cross join digits as tens
    cross join digits as ones
    where
        hundreds.digit * 100 + tens.digit * 10 + ones.digit < bounds.months_shown
        and bounds.last_month - (hundreds.digit * 100 + tens.digit * 10 + ones.digit)
        >= bounds.first_month

),

-- the quarter that a month begins, or the first shown one is in
quarters as (

    select distinct month - (month + 12 - fiscal_month) % 3 as month

    from months

),

spanned as (

    select
        'month' as period_type,
        {{ first_of('month') }} as period_start,
        {{ days_after(first_of('month + 1'), -1) }} as period_end

    from months

    union all

    select
        'quarter' as period_type,
        {{ first_of('month') }} as period_start,
        {{ days_after(first_of('month + 3'), -1) }} as period_end

    from quarters

    union all

    select
        'trailing_12_months' as period_type,
        {{ last_year_begin() }} as period_start,
        {{ as_of() }} as period_end

    from bounds

    union all

    select
        'all_time' as period_type,
        {{ first_of('first_month') }} as period_start,
        {{ as_of() }} as period_end

    from bounds

),

numbered as (

    select
        period_type,
        period_start,
        period_end,
        row_number() over (order by period_type, period_start) - 1 as period_number

    from spanned

),

final as (

    select
        period_type,
        period_end <= {{ as_of() }} as is_complete,
        period_start,
        least(period_end, {{ as_of() }}) as period_end,
        cast(floor(period_number / 60) as integer) as period_word,
        cast(power(2, period_number % 60) as bigint) as period_bit

    from numbered

)

select * from final
