with

versions as (select * from {{ source('hubspot', 'owners') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('first_name') }} as first_name,
        {{ trimmed('last_name') }} as last_name,
        not coalesce(archived, false) as is_active

    from in_force

)

select * from final
