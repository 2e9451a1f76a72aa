with

versions as (select * from {{ source('salesforce', 'events') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='coalesce(last_modified_date, system_modstamp, fivetran_synced)') | indent(4) }}

),

final as (

    select
        {{ trimmed('id') }} as activity_id,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('what_id') }} as what_id,
        {{ trimmed('who_id') }} as who_id,
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('type') }} as event_type,
        coalesce(is_child, false) as is_copy,
        coalesce(is_recurrence, false) as is_series,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(start_date_time, activity_date_time, activity_date) as occurred_at

    from in_force
    where
        {{ utc_date('coalesce(start_date_time, activity_date_time, activity_date)') }}
        <= {{ as_of() }}

)

select * from final
