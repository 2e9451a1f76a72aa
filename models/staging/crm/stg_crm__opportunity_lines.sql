with

versions as (select * from {{ source('crm', 'opportunity_lines') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('line_id') }} as line_id,
        {{ trimmed('opportunity_id') }} as opportunity_id,
        {{ trimmed('product_id') }} as product_id,
        quantity,
        unit_price,
        coalesce(is_option, false) as is_option,
        cast(null as date) as recorded_on

    from in_force

)

select * from final
