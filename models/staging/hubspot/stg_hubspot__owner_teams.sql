with

versions as (select * from {{ source('hubspot', 'owner_teams') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('team_id') }} as team_id,
        coalesce(is_primary, false) as is_primary

    from in_force

)

select * from final
