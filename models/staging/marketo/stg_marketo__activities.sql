with

versions as (select * from {{ source('marketo', 'activities') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('activity_id') }} as activity_id,
        {{ trimmed('lead_id') }} as lead_id,
        {{ trimmed('campaign_id') }} as campaign_id,
        {{ trimmed('url') }} as url,
        activity_type_id,
        coalesce(is_bot_activity, false) as is_bot_activity,
        activity_date as occurred_at

    from in_force
    where {{ utc_date('activity_date') }} <= {{ as_of() }}

)

select * from final
