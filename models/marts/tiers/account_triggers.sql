with

triggers as (select * from {{ ref('int_triggers_active') }}),

final as (

    select
        account_id,
        event_type,
        event_name,
        promote_to_tier,
        event_on,
        expires_on,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from triggers

)

select * from final
