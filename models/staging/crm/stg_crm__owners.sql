with

versions as (select * from {{ source('crm', 'owners') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('name') }} as owner_name,
        {{ trimmed('role') }} as role,
        {{ trimmed('region') }} as region,
        {{ trimmed('team') }} as team,
        coalesce(is_active, true) as is_active,
        cast(null as date) as recorded_on

    from in_force

)

select * from final
