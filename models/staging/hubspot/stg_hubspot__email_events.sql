with

versions as (select * from {{ source('hubspot', 'email_events') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('event_id') }} as event_id,
        {{ trimmed('email_campaign_id') }} as email_campaign_id,
        {{ trimmed('recipient') }} as email,
        {{ email_domain('recipient') }} as email_domain,
        lower({{ trimmed('type') }}) as event_type,
        coalesce(is_filtered, false) as is_filtered,
        created as occurred_at

    from in_force
    where {{ utc_date('created') }} <= {{ as_of() }}

)

select * from final
