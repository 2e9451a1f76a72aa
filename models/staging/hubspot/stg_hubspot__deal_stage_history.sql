with

versions as (select * from {{ source('hubspot', 'deal_stage_history') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('deal_id') }} as deal_id,
        {{ trimmed('stage_id') }} as stage_id,
        date_entered as entered_at

    from in_force
    where {{ exists_at_as_of('date_entered') }}

)

select * from final
