with

companies as (select * from {{ ref('int_companies_unioned') }}),

held as (select * from {{ ref('stg_firmographics__company_certifications') }}),

certifications as (select * from {{ ref('certifications') }}),

required as (select count(*) as certifications_listed from certifications),

counted as (

    select
        companies.company_key,
        count(distinct certifications.certification) as certifications_held

    from companies
    left join held on companies.company_key = held.company_key
    left join certifications
        on lower(held.certification) = lower(trim(certifications.certification))
    where companies.has_certifications
    group by companies.company_key

),

final as (

    select
        counted.company_key,
        {{ rounded_ratio('counted.certifications_held', 'required.certifications_listed', 4, 7) }}
            as certification_share

    from counted
    cross join required

)

select * from final
