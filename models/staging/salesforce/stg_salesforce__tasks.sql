{%- set updated_at = 'coalesce(last_modified_date, system_modstamp, fivetran_synced)' -%}
{#- ActivityDate has no time of day; when it was marked as done tells it, where that was the same
    day. -#}
{%- set occurred_at -%}
        coalesce(
            case
                when
                    activity_date is null
                    or {{ utc_date('activity_date') }} = {{ utc_date('completed_date_time') }}
                    then completed_date_time
            end,
            activity_date,
            created_date
        )
{%- endset -%}
with

versions as (select * from {{ source('salesforce', 'tasks') }}),

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
        lower({{ trimmed('task_subtype') }}) as task_subtype,
        {{ trimmed('type') }} as task_type,
        lower({{ trimmed('call_type') }}) as call_type,
        -- an export without the column holds what was logged
        coalesce(is_closed, true) as is_closed,
        coalesce(is_recurrence, false) as is_series,
        coalesce(is_deleted, false) as is_deleted,
        {{ occurred_at }} as occurred_at

    from in_force
    where {{ utc_date(occurred_at) }} <= {{ as_of() }}

)

select * from final
