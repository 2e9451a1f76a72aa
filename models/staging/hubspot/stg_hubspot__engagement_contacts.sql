with

versions as (select * from {{ source('hubspot', 'engagement_contacts') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('engagement_id') }} as engagement_id,
        {{ trimmed('contact_id') }} as contact_id

    from in_force

)

select * from final
