{{ config(materialized='ephemeral') }}
with

owners as (select * from {{ ref('stg_hubspot__owners') }}),

teams as (select * from {{ ref('stg_hubspot__teams') }}),

owner_teams as (

    select
        owner_id,
        team_id,
        row_number() over (
            partition by owner_id
            order by
                case when is_primary then 1 else 2 end,
                length(team_id),
                team_id
        ) as team_order

    from {{ ref('stg_hubspot__owner_teams') }}

),

final as (

    select
        'hubspot/owners' as source,
        {{ namespaced('hubspot', 'owners.owner_id') }} as owner_id,
        nullif(
            trim(concat(coalesce(owners.first_name, ''), ' ', coalesce(owners.last_name, ''))), ''
        ) as owner_name,
        cast(null as string) as role,
        cast(null as string) as region,
        teams.team_name as team,
        owners.is_active,
        cast(null as date) as recorded_on

    from owners
    left join owner_teams on owners.owner_id = owner_teams.owner_id and owner_teams.team_order = 1
    left join teams on owner_teams.team_id = teams.team_id

)

select * from final
