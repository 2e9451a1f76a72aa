with

versions as (select * from {{ source('hubspot', 'engagement_companies') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('engagement_id') }} as engagement_id,
        {{ trimmed('company_id') }} as company_id

    from in_force

)

select * from final
