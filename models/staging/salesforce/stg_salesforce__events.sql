{%- set updated_at = 'coalesce(last_modified_date, system_modstamp, fivetran_synced)' -%}
{%- set occurred_at = 'coalesce(start_date_time, activity_date_time, activity_date)' -%}
with

versions as (select * from {{ source('salesforce', 'events') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as activity_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ salesforce_id('what_id') }} as what_id,
        {{ salesforce_id('who_id') }} as who_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        {{ trimmed('type') }} as event_type,
        coalesce(is_child, false) as is_copy,
        coalesce(is_recurrence, false) as is_series,
        coalesce(is_deleted, false) as is_deleted,
        {{ occurred_at }} as occurred_at

    from in_force
    where {{ utc_date(occurred_at) }} <= {{ as_of() }}

)

select * from final
