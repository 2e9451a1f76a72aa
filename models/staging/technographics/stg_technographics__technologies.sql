with

installs as (select * from {{ ref('stg_technographics__installs') }}),

listed as (

    select
        install_key,
        {{ unnested_list('technology') }} as technology

    from installs
    where technology is not null

),

final as (

    select distinct
        install_key,
        lower({{ trimmed('technology') }}) as technology

    from listed
    where {{ trimmed('technology') }} is not null

)

select * from final
