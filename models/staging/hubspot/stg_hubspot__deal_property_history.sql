with

versions as (select * from {{ source('hubspot', 'deal_property_history') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('deal_id') }} as deal_id,
        lower({{ trimmed('name') }}) as property_name,
        {{ trimmed('value') }} as value,
        changed_at

    from in_force
    where {{ exists_at_as_of('changed_at') }}

)

select * from final
