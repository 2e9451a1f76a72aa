with

companies as (select * from {{ ref('stg_firmographics__companies') }}),

listed as (

    select
        company_key,
        {{ unnested_list('certifications') }} as certification

    from companies
    where certifications is not null

),

final as (

    select distinct
        company_key,
        {{ trimmed('certification') }} as certification

    from listed
    where {{ trimmed('certification') }} is not null

)

select * from final
