{#- What is known by its day only starts the clock when that day is over: nobody knew earlier.
    What tiering itself makes is known from the first live release on, not what was worked out
    afterwards; another number of tiers promotes nobody. An event that another one followed, or
    whose trigger is over, was to be answered all the same. Whom we do not contact by ourselves is
    answered all the same. -#}
with

tier_spells as (select * from {{ ref('int_tier_spells') }}),

triggers as (select * from {{ ref('int_triggers_completed') }}),

signals as (

    select * from {{ ref('int_signals_attached') }}
    where source_table = 'engagement/events' and account_id is not null

),

sla_events as (select * from {{ ref('sla_events') }}),

plays as (select * from {{ ref('int_plays_assigned') }}),

live as (select * from {{ ref('int_live_since') }}),

spells as (

    select
        account_id,
        tier,
        lag(tier) over (partition by account_id order by valid_from) as previous_tier,
        row_number() over (partition by account_id order by valid_from) = 1 as is_first,
        is_renumbered,
        valid_from,
        valid_to

    from tier_spells

),

happened as (

    select
        account_id,
        'promoted' as event,
        {{ minutes_after_midnight('valid_from', 1440) }} as started_at,
        valid_from as event_on

    from spells
    where not is_first and not is_renumbered and tier < coalesce(previous_tier, tier + 1)

    union all

    select distinct
        account_id,
        'new_trigger' as event,
        {{ minutes_after_midnight('event_on', 1440) }} as started_at,
        event_on

    from triggers

    union all

    select
        signals.account_id,
        sla_events.event,
        min(signals.occurred_at) as started_at,
        signals.occurred_on as event_on

    from signals
    inner join sla_events on signals.signal_type = lower(trim(sla_events.signal_type))
    group by signals.account_id, sla_events.event, signals.occurred_on

),

final as (

    select
        happened.account_id,
        happened.event,
        spells.tier,
        happened.event_on < spells.valid_from as is_tier_assumed,
        happened.started_at,
        happened.event_on

    from happened
    inner join sla_events on happened.event = sla_events.event
    inner join spells
        on
            happened.account_id = spells.account_id
            and (spells.is_first or happened.event_on >= spells.valid_from)
            and (spells.valid_to is null or happened.event_on < spells.valid_to)
    inner join plays on happened.account_id = plays.account_id
    cross join live
    where
        {{ days_between('happened.event_on', as_of()) }}
        < cast({{ setting('sla_days') }} as integer)
        and (
            sla_events.signal_type is not null
            or (
                happened.event_on >= live.live_since
                and happened.event_on >= spells.valid_from
            )
        )
        and (
            sla_events.is_request
            or coalesce(plays.blocked_by, 'nothing') not in ('do_not_contact', 'held_out')
        )

)

select * from final
