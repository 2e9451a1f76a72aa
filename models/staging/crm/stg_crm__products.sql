with

versions as (select * from {{ source('crm', 'products') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('product_id') }} as product_id,
        {{ trimmed('name') }} as product_name,
        {{ trimmed('series') }} as series,
        upper({{ trimmed('currency') }}) as currency,
        list_price,
        cast(null as date) as recorded_on

    from in_force

)

select * from final
