{#- The first row of next_best_actions whose set cells all hold. Of several facts that fit a cell,
    the newest trigger, the stage furthest on and the first role by name are taken. -#}
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

signal_values as (

    select
        account_id,
        signal_type,
        sum(value) as value

    from signals
    group by account_id, signal_type

),

top_signals as (

    select
        account_id,
        signal_type,
        row_number() over (
            partition by account_id
            order by value desc nulls last, signal_type asc
        ) as place

    from signal_values
    where value > 0

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

candidates as (

    select
        accounts.account_id,
        actions.action,
        triggers.event_type,
        triggers.event_on,
        open_stages.stage,
        top_signals.signal_type as top_signal,
        gaps.role as missing_role,
        row_number() over (
            partition by accounts.account_id
            order by
                actions.priority asc,
                triggers.event_on desc nulls last,
                triggers.event_type asc,
                open_stages.position desc nulls last,
                open_stages.stage asc,
                gaps.role asc
        ) as preference

    from accounts
    cross join actions
    left join triggers
        on
            accounts.account_id = triggers.account_id
            and (actions.trigger = '*' or actions.trigger = triggers.event_type)
    left join open_stages
        on
            accounts.account_id = open_stages.account_id
            and (actions.stage = '*' or actions.stage = lower(trim(open_stages.stage)))
    left join top_signals
        on
            accounts.account_id = top_signals.account_id
            and top_signals.place = 1
            and (actions.top_signal = '*' or actions.top_signal = top_signals.signal_type)
    left join gaps
        on
            accounts.account_id = gaps.account_id
            and (actions.missing_role = '*' or actions.missing_role = gaps.role)
    where
        (actions.max_tier is null or accounts.tier <= actions.max_tier)
        and (actions.trigger is null or triggers.account_id is not null)
        and (actions.stage is null or open_stages.account_id is not null)
        and (actions.top_signal is null or top_signals.account_id is not null)
        and (actions.missing_role is null or gaps.account_id is not null)

),

final as (

    select
        account_id,
        action,
        event_type,
        stage,
        top_signal,
        missing_role,
        event_on

    from candidates
    where preference = 1

)

select * from final
