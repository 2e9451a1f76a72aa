with

activities as (select * from {{ ref('int_activities_unioned') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

contact_keys as (select * from {{ ref('int_contact_keys') }}),

final as (

    select
        nullif(activities.source, 'crm/activities') as vendor_table,
        coalesce(account_keys.account_id, contact_keys.account_id) as account_id,
        cast(
            case
                when account_keys.account_id is not null then 1
                when contact_keys.account_id is not null then 2
            end as smallint
        ) as evidence_order,
        coalesce(contact_keys.person_key, activities.contact_id) as contact_key,
        activities.activity_type as signal_type,
        -- an activity counts as a conversation only when it is known with whom
        contact_keys.contact_id is not null as is_signal,
        activities.owner_id,
        activities.is_outbound,
        activities.occurred_at,
        activities.occurred_on

    from activities
    left join account_keys on activities.account_id = account_keys.account_key
    left join contact_keys on activities.contact_id = contact_keys.contact_key

)

select * from final
