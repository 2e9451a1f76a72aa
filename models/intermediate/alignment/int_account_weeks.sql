{#- One look at the signals of the weeks that the indicators and their momentum need. A person's
    signals of a week are one row first, so that people can be counted. A required role is covered in
    the week in which somebody in it was active and as many weeks as committee_active_days are. -#}
{%- set weeks_active -%}
    cast(ceil(cast({{ setting('committee_active_days') }} as integer) / 7.0) as integer)
{%- endset %}
with

signals as (

    select * from {{ ref('int_signals_unioned') }}
    where
        source_table in ('engagement/events', 'crm/activities')
        and occurred_on >= {{ week_begin(
            "(" ~ last_whole_week() ~ " - cast(" ~ setting('indicator_weeks') ~ " as integer)"
            ~ " - greatest(14, " ~ weeks_active ~ "))"
        ) }}

),

signal_types as (select * from {{ ref('signal_types') }}),

members as (

    select
        account_id,
        buying_role,
        contact_id as contact_key

    from {{ ref('int_committee_members') }}

    union all

    select
        account_id,
        buying_role,
        email as contact_key

    from {{ ref('int_committee_members') }}
    where email is not null

),

committee_roles as (select * from {{ ref('int_committee_roles') }}),

touches as (select * from {{ ref('int_account_touches') }}),

progressions as (select * from {{ ref('int_stages_progressed') }}),

people_weeks as (

    select
        signals.account_id,
        signals.contact_key,
        {{ week_number('signals.occurred_on') }} as week_number,
        sum(signal_types.points * signals.strength) as engagement_points

    from signals
    inner join signal_types on signals.signal_type = lower(trim(signal_types.signal_type))
    where signal_types.points > 0
    group by
        signals.account_id,
        signals.contact_key,
        {{ week_number('signals.occurred_on') }}

),

role_weeks as (

    select distinct
        committee_roles.account_id,
        committee_roles.role,
        people_weeks.week_number

    from people_weeks
    inner join members on people_weeks.contact_key = members.contact_key
    inner join committee_roles
        on
            members.account_id = committee_roles.account_id
            and members.buying_role = committee_roles.role
            and committee_roles.is_required

),

role_spells as (

    select
        account_id,
        week_number as from_week,
        least(
            week_number + {{ weeks_active }},
            coalesce(
                lead(week_number) over (partition by account_id, role order by week_number),
                week_number + {{ weeks_active }}
            )
        ) as to_week

    from role_weeks

),

touched_weeks as (

    select
        account_id,
        {{ week_number('touched_on') }} as week_number,
        sum(meetings) as meetings,
        max(touched_on) as last_touch_on

    from touches
    group by account_id, {{ week_number('touched_on') }}

),

facts as (

    select
        account_id,
        week_number,
        count(contact_key) as engaged_contacts,
        sum(engagement_points) as engagement_points,
        0 as meetings,
        0 as progressions,
        0 as roles_gained,
        0 as touch_days_gained,
        0 as is_first_touch

    from people_weeks
    group by account_id, week_number

    union all

    select
        account_id,
        week_number,
        0,
        0,
        meetings,
        0,
        0,
        {{ day_number('last_touch_on') }} - coalesce(
            lag({{ day_number('last_touch_on') }}) over (
                partition by account_id order by week_number
            ),
            0
        ),
        case
            when row_number() over (partition by account_id order by week_number) = 1 then 1
            else 0
        end

    from touched_weeks

    union all

    select
        account_id,
        {{ week_number('changed_on') }},
        0,
        0,
        0,
        progressions,
        0,
        0,
        0

    from progressions

    union all

    select
        account_id,
        from_week,
        0,
        0,
        0,
        0,
        1,
        0,
        0

    from role_spells

    union all

    select
        account_id,
        to_week,
        0,
        0,
        0,
        0,
        -1,
        0,
        0

    from role_spells

),

final as (

    select
        account_id,
        week_number,
        cast(sum(engaged_contacts) as bigint) as engaged_contacts,
        cast(sum(engagement_points) as decimal(28, 10)) as engagement_points,
        cast(sum(meetings) as bigint) as meetings,
        cast(sum(progressions) as bigint) as stage_progressions,
        cast(sum(roles_gained) as bigint) as roles_gained,
        cast(sum(touch_days_gained) as bigint) as touch_days_gained,
        cast(sum(is_first_touch) as bigint) as first_touches

    from facts
    where week_number <= {{ last_whole_week() }}
    group by account_id, week_number

)

select * from final
