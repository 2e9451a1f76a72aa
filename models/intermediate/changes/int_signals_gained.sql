{#- Late events and corrections count as well: compared are all events that still count. Surges too
    weak to be one have strength 0, and move nothing. -#}
with

signals as (select * from {{ ref('int_signals_daily') }}),

published_signals as (select * from {{ ref('stg_published__account_signals') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

signal_types as (

    select
        lower(trim(signal_type)) as signal_type,
        factor,
        points,
        lookback_days

    from {{ ref('signal_types') }}

),

counted as (

    select
        signals.account_id,
        signals.signal_type,
        signals.events

    from signals
    inner join published_accounts on signals.account_id = published_accounts.account_id
    where signals.strength <> 0

    union all

    select
        published_signals.account_id,
        published_signals.signal_type,
        -published_signals.events as events

    from published_signals
    inner join signal_types on published_signals.signal_type = signal_types.signal_type
    where
        {{ days_between('published_signals.signal_on', as_of()) }}
        <= signal_types.lookback_days
        and published_signals.strength <> 0

),

gained as (

    select
        account_id,
        signal_type,
        cast(sum(events) as bigint) as events

    from counted
    group by account_id, signal_type
    having sum(events) <> 0

),

final as (

    select
        gained.account_id,
        signal_types.factor,
        gained.signal_type,
        gained.events,
        gained.events * signal_types.points as value

    from gained
    inner join signal_types on gained.signal_type = signal_types.signal_type

)

select * from final
