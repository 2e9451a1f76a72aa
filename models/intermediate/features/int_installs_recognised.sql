with

installs as (select * from {{ ref('stg_technographics__installs') }}),

listed as (select * from {{ ref('stg_technographics__technologies') }}),

technologies as (select * from {{ ref('technologies') }}),

final as (

    select
        installs.install_key,
        listed.technology,
        coalesce(
            {{ days_between('installs.last_seen_on', as_of()) }}
            <= cast({{ setting('technology_in_use_days') }} as integer),
            true
        ) as is_in_use,
        technologies.affinity

    from installs
    inner join listed on installs.install_key = listed.install_key
    left join technologies on listed.technology = lower(trim(technologies.technology))

)

select * from final
