{{ config(materialized='ephemeral') }}
with

final as (

    select
        'salesforce/opportunity_line_items' as source,
        {{ namespaced('salesforce', 'line_id') }} as line_id,
        {{ namespaced('salesforce', 'opportunity_id') }} as opportunity_id,
        {{ namespaced('salesforce', 'product_id') }} as product_id,
        quantity,
        unit_price,
        is_option,
        cast(null as date) as recorded_on

    from {{ ref('stg_salesforce__opportunity_line_items') }}
    where not is_deleted

)

select * from final
