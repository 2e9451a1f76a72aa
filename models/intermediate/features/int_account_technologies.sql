with

installs as (select * from {{ ref('stg_technographics__installs') }}),

links as (select * from {{ ref('int_account_links') }}),

technologies as (select * from {{ ref('technologies') }}),

attached as (

    select
        links.account_id,
        lower(installs.technology) as technology,
        max(
            case
                when installs.last_seen_on is null then 1
                when
                    {{ days_between('installs.last_seen_on', as_of()) }}
                    <= cast({{ setting('technology_in_use_days') }} as integer)
                    then 1
                else 0
            end
        ) as in_use

    from installs
    inner join links
        on
            links.source_table = 'technographics/installs'
            and installs.install_key = links.record_key
    where links.account_id is not null
    group by links.account_id, lower(installs.technology)

),

final as (

    select
        attached.account_id,
        attached.technology,
        attached.in_use = 1 as is_in_use,
        technologies.affinity

    from attached
    left join technologies on attached.technology = lower(trim(technologies.technology))

)

select * from final
