{#- Kept from refresh to refresh (decision 0063): a file that landed since replaces the versions of
    its own keys, and nothing of the past is read again. Of any date: tomorrow's refresh needs what
    today's may not see. -#}
{{ config(
    materialized=kept_rows(),
    incremental_strategy='delete+insert',
    unique_key='event_key',
    post_hook="{{ files_kept('engagement', 'events') }}"
) }}
{%- set since = last_file_kept() if is_incremental() else none -%}
with

{{ newest_landed(source('engagement', 'events'), since) }},

final as (

    select
        _key as event_key,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('contact_id') }} as contact_id,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ normalised_domain('domain') }} as domain,
        lower({{ trimmed('event_type') }}) as event_type,
        {{ trimmed('url') }} as url,
        {{ trimmed('campaign') }} as campaign,
        strength,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        _file_order as file_order

    from newest

)

select * from final
