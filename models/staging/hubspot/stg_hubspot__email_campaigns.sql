with

versions as (select * from {{ source('hubspot', 'email_campaigns') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('email_campaign_id') }} as email_campaign_id,
        {{ trimmed('name') }} as campaign_name

    from in_force

)

select * from final
