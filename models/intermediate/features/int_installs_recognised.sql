with

installs as (select * from {{ ref('stg_technographics__installs') }}),

technologies as (select * from {{ ref('technologies') }}),

final as (

    select
        installs.install_key,
        lower(installs.technology) as technology,
        coalesce(
            {{ days_between('installs.last_seen_on', as_of()) }}
            <= cast({{ setting('technology_in_use_days') }} as integer),
            true
        ) as is_in_use,
        technologies.affinity

    from installs
    left join technologies on lower(installs.technology) = lower(trim(technologies.technology))

)

select * from final
