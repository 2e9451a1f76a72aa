with

versions as (select * from {{ source('salesforce', 'opportunity_line_items') }}),

in_force as (

    {{ versions_in_force('versions', key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as line_id,
        {{ salesforce_id('opportunity_id') }} as opportunity_id,
        {{ salesforce_id('product_2_id') }} as product_id,
        quantity,
        unit_price,
        coalesce(is_option, false) as is_option,
        coalesce(is_deleted, false) as is_deleted

    from in_force

)

select * from final
