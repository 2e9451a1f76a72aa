with

versions as (select * from {{ source('hubspot', 'email_event_clicks') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('event_id') }} as event_id,
        {{ trimmed('url') }} as url

    from in_force

)

select * from final
