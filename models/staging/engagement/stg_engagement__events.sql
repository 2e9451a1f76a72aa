with

kept as (select * from {{ ref('stg_engagement__events_kept') }}),

final as (

    select
        event_key,
        account_id,
        contact_id,
        email,
        email_domain,
        domain,
        event_type,
        url,
        campaign,
        strength,
        occurred_at,
        occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from kept
    where occurred_on <= {{ as_of() }}

)

select * from final
