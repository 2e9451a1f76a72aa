with

kept as (select * from {{ ref('stg_crm__activities_kept') }}),

final as (

    select
        activity_id,
        account_id,
        contact_id,
        owner_id,
        activity_type,
        is_outbound,
        occurred_at,
        occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from kept
    where occurred_on <= {{ as_of() }}

)

select * from final
