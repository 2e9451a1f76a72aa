with

versions as (select * from {{ source('marketo', 'lead_deletions') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('lead_id') }} as lead_id,
        activity_date as deleted_at

    from in_force
    where {{ utc_date('activity_date') }} <= {{ as_of() }}

)

select * from final
