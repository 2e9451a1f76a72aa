with

versions as (select * from {{ source('technographics', 'installs') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as install_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('technology') }} as technology,
        {{ trimmed('vendor') }} as vendor,
        lower({{ trimmed('category') }}) as category,
        {{ utc_date('first_seen_at') }} as first_seen_on,
        {{ utc_date('last_seen_at') }} as last_seen_on,
        {{ recorded_on(['first_seen_at', 'last_seen_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('first_seen_at') }}

)

select * from final
