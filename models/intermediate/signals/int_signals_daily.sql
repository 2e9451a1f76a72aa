with

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_types as (

    select
        lower(trim(signal_type)) as signal_type,
        factor,
        points,
        half_life_days,
        contact_daily_cap,
        account_daily_cap,
        lookback_days

    from {{ ref('signal_types') }}

),

contact_days as (

    select
        signals.account_id,
        signals.signal_type,
        signals.occurred_on,
        signals.contact_key,
        count(*) as events,
        -- without a cap, least() leaves the sum as it is
        least(sum(signals.strength), max(signal_types.contact_daily_cap)) as strength

    from signals
    inner join signal_types on signals.signal_type = signal_types.signal_type
    where
        {{ days_between('signals.occurred_on', as_of()) }}
        between 0 and signal_types.lookback_days
    group by
        signals.account_id,
        signals.signal_type,
        signals.occurred_on,
        signals.contact_key

),

account_days as (

    select
        account_id,
        signal_type,
        occurred_on,
        sum(events) as events,
        count(contact_key) as contacts,
        sum(strength) as strength

    from contact_days
    group by account_id, signal_type, occurred_on

),

capped as (

    select
        account_days.account_id,
        account_days.signal_type,
        signal_types.factor,
        account_days.occurred_on as signal_on,
        account_days.events,
        account_days.contacts,
        cast(
            least(account_days.strength, signal_types.account_daily_cap) as decimal(18, 6)
        ) as strength,
        signal_types.points,
        signal_types.half_life_days,
        {{ days_between('account_days.occurred_on', as_of()) }} as age_days

    from account_days
    inner join signal_types on account_days.signal_type = signal_types.signal_type

),

final as (

    select
        account_id,
        signal_type,
        factor,
        cast(events as bigint) as events,
        contacts,
        strength,
        {{ decayed_value('points', 'strength', 'age_days', 'half_life_days') }} as value,
        signal_on

    from capped

)

select * from final
