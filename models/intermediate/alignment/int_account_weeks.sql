{#- The weeks that the indicators and their momentum need, and one week before them for all that was
    before. A required role is covered in the week in which somebody in it was active and as many weeks
    as committee_active_days are. -#}
{%- set weeks_active = weeks_in('committee_active_days') %}
{%- set facts = [
    'meetings',
    'stage_progressions',
    'roles_gained',
    'touch_days_gained',
    'first_touches',
] %}
with

people_weeks as (select * from {{ ref('int_people_weeks') }}),

members_weeks as (select * from {{ ref('int_people_weeks') }}),

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

touches as (

    select
        account_id,
        touched_on,
        {{ indicator_week('touched_on') }} as week_number

    from {{ ref('int_account_touches') }}

),

activities as (

    select * from {{ ref('int_signals_attached') }}
    where source_table = 'crm/activities' and account_id is not null

),

meeting_types as (select * from {{ ref('meeting_types') }}),

progressions as (select * from {{ ref('int_stages_progressed') }}),

engaged_weeks as (

    select
        account_id,
        week_number,
        count(contact_key) as engaged_contacts,
        sum(engagement_points) as engagement_points

    from people_weeks
    group by account_id, week_number

),

role_weeks as (

    select distinct
        committee_roles.account_id,
        committee_roles.role,
        members_weeks.week_number

    from members_weeks
    inner join members on members_weeks.contact_key = members.contact_key
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
            lead(week_number) over (partition by account_id, role order by week_number)
        ) as to_week

    from role_weeks

),

touched_weeks as (

    select
        account_id,
        week_number,
        {{ day_number('max(touched_on)') }} as last_touch_day

    from touches
    group by account_id, week_number

),

touch_changes as (

    select
        account_id,
        week_number,
        lag(last_touch_day) over (partition by account_id order by week_number) as touch_day_before,
        last_touch_day

    from touched_weeks

),

facts as (

    select
        activities.account_id,
        {{ indicator_week('activities.occurred_on') }} as week_number,
        'meetings' as fact,
        1 as amount

    from activities
    inner join meeting_types
        on activities.signal_type = lower(trim(meeting_types.activity_type))

    union all

    select
        account_id,
        week_number,
        'touch_days_gained' as fact,
        last_touch_day - coalesce(touch_day_before, 0) as amount

    from touch_changes

    union all

    select
        account_id,
        week_number,
        'first_touches' as fact,
        1 as amount

    from touch_changes
    where touch_day_before is null

    union all

    select
        account_id,
        {{ indicator_week('changed_on') }} as week_number,
        'stage_progressions' as fact,
        progressions as amount

    from progressions

    union all

    select
        account_id,
        from_week as week_number,
        'roles_gained' as fact,
        1 as amount

    from role_spells

    union all

    select
        account_id,
        to_week as week_number,
        'roles_gained' as fact,
        -1 as amount

    from role_spells

),

counted as (

    select
        account_id,
        {%- for fact in facts %}
        cast(sum(case when fact = '{{ fact }}' then amount else 0 end) as bigint) as {{ fact }},
        {%- endfor %}
        week_number

    from facts
    group by account_id, week_number

),

-- most weeks have nothing but engagement: beside it, the sums of the rest are small
joined as (

    select
        coalesce(engaged_weeks.account_id, counted.account_id) as account_id,
        coalesce(engaged_weeks.week_number, counted.week_number) as week_number,
        coalesce(engaged_weeks.engaged_contacts, 0) as engaged_contacts,
        {%- for fact in facts %}
        coalesce(counted.{{ fact }}, 0) as {{ fact }},
        {%- endfor %}
        cast(coalesce(engaged_weeks.engagement_points, 0) as decimal(28, 10)) as engagement_points

    from engaged_weeks
    full outer join counted
        on
            engaged_weeks.account_id = counted.account_id
            and engaged_weeks.week_number = counted.week_number

),

final as (

    select *

    from joined
    where week_number <= {{ last_whole_week() }}

)

select * from final
