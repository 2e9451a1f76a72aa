{#- The first row of next_best_actions whose set cells all hold. Of several facts that fit a cell,
    the newest trigger, the stage furthest on and the first role by name are taken. A request that
    has been followed by a touch is no signal to act on: it was answered. -#}
with

accounts as (

    select
        account_id,
        tier

    from {{ ref('int_plays_assigned') }}
    where blocked_by is null

),

actions as (

    select
        priority,
        max_tier,
        lower(trim(trigger)) as trigger,
        lower(trim(stage)) as stage,
        lower(trim(top_signal)) as top_signal,
        lower(trim(missing_role)) as missing_role,
        action

    from {{ ref('next_best_actions') }}

),

triggers as (select * from {{ ref('int_triggers_active') }}),

signals as (select * from {{ ref('int_signals_daily') }}),

committee_roles as (select * from {{ ref('int_committee_roles') }}),

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

stage_positions as (select * from {{ ref('opportunity_stages') }}),

touches as (select * from {{ ref('int_account_touches') }}),

requests as (

    select distinct lower(trim(signal_type)) as signal_type
    from {{ ref('sla_events') }}
    where is_request

),

last_touches as (

    select
        account_id,
        max(touched_on) as touched_on

    from touches
    group by account_id

),

signal_values as (

    select
        account_id,
        signal_type,
        sum(value) as value,
        max(signal_on) as signal_on

    from signals
    group by account_id, signal_type

),

top_signals as (

    select
        signal_values.account_id,
        signal_values.signal_type,
        signal_values.signal_on,
        row_number() over (
            partition by signal_values.account_id
            order by signal_values.value desc nulls last, signal_values.signal_type asc
        ) as place

    from signal_values
    left join requests on signal_values.signal_type = requests.signal_type
    left join last_touches on signal_values.account_id = last_touches.account_id
    where
        signal_values.value > 0
        and (
            requests.signal_type is null
            or coalesce(last_touches.touched_on <= signal_values.signal_on, true)
        )

),

open_stages as (

    select distinct
        opportunities.account_id,
        opportunities.stage,
        stage_positions.position

    from opportunities
    left join stage_positions
        on lower(trim(opportunities.stage)) = lower(trim(stage_positions.stage))
    where
        not opportunities.is_closed
        and opportunities.account_id is not null
        and opportunities.stage is not null

),

gaps as (

    select
        account_id,
        role

    from committee_roles
    where is_gap

),

-- facts meet the actions that ask for them before they meet accounts: joins by keys alone
triggers_asked as (

    select
        actions.priority,
        triggers.account_id,
        triggers.event_type,
        triggers.event_on

    from triggers
    inner join actions on actions.trigger = '*' or triggers.event_type = actions.trigger

),

stages_asked as (

    select
        actions.priority,
        open_stages.account_id,
        open_stages.stage,
        open_stages.position

    from open_stages
    inner join actions on actions.stage = '*' or lower(trim(open_stages.stage)) = actions.stage

),

signals_asked as (

    select
        actions.priority,
        top_signals.account_id,
        top_signals.signal_type,
        top_signals.signal_on

    from top_signals
    inner join actions
        on actions.top_signal = '*' or top_signals.signal_type = actions.top_signal
    where top_signals.place = 1

),

gaps_asked as (

    select
        actions.priority,
        gaps.account_id,
        gaps.role

    from gaps
    inner join actions on actions.missing_role = '*' or gaps.role = actions.missing_role

),

candidates as (

    select
        accounts.account_id,
        actions.action,
        triggers_asked.event_type,
        triggers_asked.event_on,
        stages_asked.stage,
        signals_asked.signal_type as top_signal,
        signals_asked.signal_on,
        gaps_asked.role as missing_role,
        row_number() over (
            partition by accounts.account_id
            order by
                actions.priority asc,
                triggers_asked.event_on desc nulls last,
                triggers_asked.event_type asc,
                stages_asked.position desc nulls last,
                stages_asked.stage asc,
                gaps_asked.role asc
        ) as preference

    from accounts
    cross join actions
    left join triggers_asked
        on
            accounts.account_id = triggers_asked.account_id
            and actions.priority = triggers_asked.priority
    left join stages_asked
        on
            accounts.account_id = stages_asked.account_id
            and actions.priority = stages_asked.priority
    left join signals_asked
        on
            accounts.account_id = signals_asked.account_id
            and actions.priority = signals_asked.priority
    left join gaps_asked
        on
            accounts.account_id = gaps_asked.account_id
            and actions.priority = gaps_asked.priority
    where
        (actions.max_tier is null or accounts.tier <= actions.max_tier)
        and (actions.trigger is null or triggers_asked.account_id is not null)
        and (actions.stage is null or stages_asked.account_id is not null)
        and (actions.top_signal is null or signals_asked.account_id is not null)
        and (actions.missing_role is null or gaps_asked.account_id is not null)

),

final as (

    select
        account_id,
        action,
        event_type,
        stage,
        top_signal,
        missing_role,
        event_on,
        signal_on

    from candidates
    where preference = 1

)

select * from final
