with

versions as (select * from {{ source('hubspot', 'deal_stages') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('stage_id') }} as stage_id,
        {{ trimmed('label') }} as label,
        probability,
        is_closed,
        is_closed_won

    from in_force

)

select * from final
