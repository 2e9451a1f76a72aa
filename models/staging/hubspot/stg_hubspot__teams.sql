with

versions as (select * from {{ source('hubspot', 'teams') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('team_id') }} as team_id,
        {{ trimmed('name') }} as team_name

    from in_force

)

select * from final
