with

versions as (select * from {{ source('marketo', 'lead_merges') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('activity_id') }} as activity_id,
        {{ trimmed('lead_id') }} as lead_id,
        {{ trimmed('merged_lead_ids') }} as merged_lead_ids,
        activity_date as merged_at

    from in_force
    where {{ utc_date('activity_date') }} <= {{ as_of() }}

)

select * from final
