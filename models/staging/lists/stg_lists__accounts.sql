with

versions as (select * from {{ source('lists', 'accounts') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as entry_key,
        {{ trimmed('list_name') }} as list_name,
        {{ trimmed('company_name') }} as company_name,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('source') }} as list_source,
        {{ utc_date('added_at') }} as added_on,
        {{ recorded_on(['added_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('added_at') }}

)

select * from final
