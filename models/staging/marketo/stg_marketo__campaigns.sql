with

versions as (select * from {{ source('marketo', 'campaigns') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='updated_at') | indent(4) }}

),

final as (

    select
        {{ trimmed('campaign_id') }} as campaign_id,
        {{ trimmed('name') }} as campaign_name

    from in_force

)

select * from final
