with

versions as (select * from {{ source('hubspot', 'email_event_status_changes') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('event_id') }} as event_id,
        lower({{ trimmed('portal_subscription_status') }}) as subscription_status

    from in_force

)

select * from final
