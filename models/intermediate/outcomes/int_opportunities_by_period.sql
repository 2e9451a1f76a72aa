{#- What an opportunity was in each period in which it was created, decided or open at the end.
    The open value is the one of the last day: by the history of the opportunity where that
    reaches back, else the amount known today (is_open_value_later), else by the list of prices. -#}
with

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

history as (select * from {{ ref('int_opportunity_history_unioned') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

periods as (select * from {{ ref('int_performance_periods') }}),

-- of several changes of the amount on one day, the last one
changes as (

    select
        opportunity_id,
        changed_on,
        max_by(amount, changed_at) as amount

    from history
    where amount is not null and changed_on <= {{ as_of() }}
    group by opportunity_id, changed_on

),

amounts as (

    select
        opportunity_id,
        amount,
        changed_on as valid_from,
        lead(changed_on, 1, date '9999-12-31') over (
            partition by opportunity_id
            order by changed_on
        ) as valid_to

    from changes

),

-- one of an unknown day of creation is open today, or was decided when it was
spanned as (

    select
        *,
        least(created_on, closed_on) as first_on,
        case
            when outcome = 'open' then {{ as_of() }} else greatest(created_on, closed_on)
        end as last_on

    from opportunities

),

placed as (

    select
        spanned.*,
        periods.period_type,
        periods.period_start,
        periods.period_end,
        coalesce(
            spanned.created_on between periods.period_start and periods.period_end, false
        ) as is_created,
        spanned.outcome <> 'open' and (
            periods.period_type = 'all_time'
            or coalesce(
                spanned.closed_on between periods.period_start and periods.period_end, false
            )
        ) as is_decided,
        coalesce(
            case
                when spanned.outcome = 'open' and periods.period_end = {{ as_of() }} then true
                else
                    spanned.created_on <= periods.period_end
                    and (spanned.outcome = 'open' or spanned.closed_on > periods.period_end)
            end,
            false
        ) as is_open

    from spanned
    inner join periods
        on
            coalesce(spanned.first_on, {{ as_of() }}) <= periods.period_end
            and coalesce(spanned.last_on, {{ as_of() }}) >= periods.period_start

),

-- the key of the amounts: a condition on one side would make the join one of row by row
in_periods as (

    select
        *,
        case when is_open then opportunity_id end as open_opportunity_id

    from placed

),

valued as (

    select
        in_periods.*,
        case
            when in_periods.period_end < {{ as_of() }}
                then {{ in_base_currency('amounts.amount', 'rates.rate_to_base') }}
        end as value_then

    from in_periods
    left join amounts
        on
            in_periods.open_opportunity_id = amounts.opportunity_id
            and in_periods.period_end >= amounts.valid_from
            and in_periods.period_end < amounts.valid_to
    left join rates
        on {{ rate_in_force('rates', 'in_periods.currency', 'in_periods.period_end') }}

),

final as (

    select
        opportunity_id,
        period_type,
        is_created,
        is_decided and outcome = 'won' as is_won,
        is_decided and outcome = 'lost' as is_lost,
        is_open,
        case when is_open then coalesce(value_then, amount, list_value) end as open_value,
        is_open and value_then is null and amount is null and list_value is not null
            as is_open_value_listed,
        is_open and period_end < {{ as_of() }} and value_then is null as is_open_value_later,
        period_start

    from valued
    where is_created or is_decided or is_open

)

select * from final
