{{ config(materialized='ephemeral') }}
with

final as (

    select
        'salesforce/products' as source,
        {{ namespaced('salesforce', 'product_id') }} as product_id,
        product_name,
        family as series,
        currency,
        cast(null as decimal(18, 2)) as list_price,
        cast(null as date) as recorded_on

    from {{ ref('stg_salesforce__products') }}
    where not is_deleted

)

select * from final
