with

versions as (select * from {{ source('hubspot', 'merged_deals') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('merged_deal_id') }} as merged_deal_id,
        {{ trimmed('deal_id') }} as deal_id

    from in_force

)

select * from final
