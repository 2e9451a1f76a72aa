{#- Kept from refresh to refresh (decision 0063): a file that landed since replaces the versions of
    its own keys, and nothing of the past is read again. Of any date: tomorrow's refresh needs what
    today's may not see. Most keys come once: only the others are sorted to find the latest. -#}
{{ config(
    materialized=kept_rows(),
    incremental_strategy='delete+insert',
    unique_key='event_key',
    post_hook="{{ files_kept('engagement', 'events') }}"
) }}
{%- set kept = "select coalesce(max(file_order), -1) from " ~ this -%}
{%- set landed_since = "events._file_order > (" ~ kept ~ ")" if is_incremental() else "true" -%}
with

repeated as (

    select events._key

    from {{ source('engagement', 'events') }} as events
    where {{ landed_since }}
    group by events._key
    having count(*) > 1

),

single as (

    select events.*

    from {{ source('engagement', 'events') }} as events
    left join repeated on events._key = repeated._key
    where repeated._key is null and {{ landed_since }}

),

versions as (

    select events.*

    from {{ source('engagement', 'events') }} as events
    inner join repeated on events._key = repeated._key
    where {{ landed_since }}

),

newest as (

    select * from single

    union all

    {{ versions_in_force('versions') | indent(4) }}

),

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
