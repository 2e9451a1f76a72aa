{{ config(materialized='view') }}
{#- A reconstructed past is built before the first live release and never after it, so one day
    divides what was rebuilt from what was lived. -#}
with

refreshes as (select * from {{ ref('stg_refresh__refreshes') }}),

published as (select * from {{ ref('stg_published__release_info') }}),

final as (

    select
        coalesce(
            published.live_since,
            case when not refreshes.is_reconstructed then refreshes.as_of_date end
        ) as live_since

    from refreshes
    left join published on true

)

select * from final
