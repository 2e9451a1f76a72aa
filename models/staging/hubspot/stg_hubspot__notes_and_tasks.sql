with

versions as (select * from {{ source('hubspot', 'notes_and_tasks') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('engagement_id') }} as engagement_id,
        {{ trimmed('owner_id') }} as owner_id,
        lower({{ trimmed('type') }}) as engagement_type,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(occurred_at, created_at) as occurred_at

    from in_force

)

select * from final
