{#- The columns of int_icp_fit_features and int_intent_features that are known without the CRM. Of
    several vendor's records of one company, the one seen last speaks. -#}
with

records as (

    select * from {{ ref('int_outsiders_identified') }}
    where source_table in ('firmographics/companies', 'lists/accounts')

),

outsider_signals as (select * from {{ ref('int_outsiders_signalled') }}),

companies as (select * from {{ ref('int_companies_unioned') }}),

certifications as (select * from {{ ref('int_certifications_held') }}),

signal_types as (select * from {{ ref('signal_types') }}),

known as (

    select company_id
    from records

    union

    select company_id
    from outsider_signals

),

ranked as (

    select
        records.company_id,
        companies.*,
        row_number() over (
            partition by records.company_id
            order by
                companies.observed_at desc nulls last,
                companies.employee_count desc nulls last,
                companies.company_key
        ) as company_order

    from records
    inner join companies
        on
            records.source_table = 'firmographics/companies'
            and records.record_key = companies.company_key

),

attached_installs as (

    select
        company_id,
        record_key as install_key

    from {{ ref('int_outsiders_identified') }}
    where source_table = 'technographics/installs'

),

{{ technology_fit('attached_installs', 'company_id') }},

signals as (

    select
        company_id as account_id,
        contact_key,
        signal_type,
        strength,
        occurred_on

    from outsider_signals

),

{{ signals_daily() }},

{{ signal_factors_summed() }},

signal_values as (

    select
        account_id as company_id,
        {{ signal_factor('third_party_intent') }},
        {{ signal_factor('website_intent') }}

    from signal_factors_summed
    group by account_id

),

covered as (

    select distinct company_id

    from outsider_signals
    where source_table = 'intent/surges'

),

final as (

    select
        known.company_id,
        ranked.company_key,
        ranked.industry,
        ranked.country,
        ranked.annual_revenue,
        ranked.employee_count,
        ranked.production_volume,
        ranked.site_count,
        technology_fit.technology_fit,
        certifications.certification_share as certification_fit,
        ranked.estimated_budget as budget_capability,
        case
            when signal_values.third_party_intent is not null then signal_values.third_party_intent
            when covered.company_id is not null then cast(0 as decimal(18, 6))
        end as third_party_intent,
        signal_values.website_intent

    from known
    left join ranked
        on
            known.company_id = ranked.company_id
            and ranked.company_order = 1
    left join technology_fit on known.company_id = technology_fit.company_id
    left join certifications on ranked.company_key = certifications.company_key
    left join signal_values on known.company_id = signal_values.company_id
    left join covered on known.company_id = covered.company_id

)

select * from final
