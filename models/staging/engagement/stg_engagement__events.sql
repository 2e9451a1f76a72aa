with

versions as (select * from {{ source('engagement', 'events') }}),

in_force as (

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
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from in_force
    where {{ utc_date('occurred_at') }} <= {{ as_of() }}

)

select * from final
