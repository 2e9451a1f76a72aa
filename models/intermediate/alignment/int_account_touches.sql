{#- Exports write a day without a time as midnight. -#}
with

activities as (

    select * from {{ ref('int_signals_attached') }}
    where source_table = 'crm/activities' and account_id is not null

),

touch_types as (select * from {{ ref('touch_types') }}),

owners as (select * from {{ ref('int_owners_unioned') }}),

final as (

    select
        activities.account_id,
        lower(trim(owners.role)) as owner_role,
        count(*) as touches,
        activities.occurred_at
        = {{ minutes_after_midnight('activities.occurred_on', 0) }} as is_day_only,
        activities.occurred_at as touched_at,
        activities.occurred_on as touched_on

    from activities
    inner join touch_types
        on activities.signal_type = lower(trim(touch_types.activity_type))
    left join owners on activities.owner_id = owners.owner_id
    where activities.is_outbound or not coalesce(touch_types.must_be_outbound, false)
    group by
        activities.account_id,
        lower(trim(owners.role)),
        activities.occurred_at,
        activities.occurred_on

)

select * from final
