{#- Kept from refresh to refresh, of any date (decision 0063). -#}
{{ config(
    materialized=kept_rows(),
    incremental_strategy='delete+insert',
    unique_key='activity_id',
    post_hook="{{ files_kept('crm', 'activities') }}"
) }}
{%- set since = last_file_kept() if is_incremental() else none -%}
with

{{ newest_landed(source('crm', 'activities'), since) }},

final as (

    select
        {{ trimmed('activity_id') }} as activity_id,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('contact_id') }} as contact_id,
        {{ trimmed('owner_id') }} as owner_id,
        lower({{ trimmed('activity_type') }}) as activity_type,
        coalesce(is_outbound, false) as is_outbound,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        _file_order as file_order

    from newest

)

select * from final
