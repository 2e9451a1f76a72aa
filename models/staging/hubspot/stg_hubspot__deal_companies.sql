with

versions as (select * from {{ source('hubspot', 'deal_companies') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('deal_id') }} as deal_id,
        {{ trimmed('company_id') }} as company_id,
        upper({{ trimmed('category') }}) as category,
        type_id

    from in_force

)

select * from final
