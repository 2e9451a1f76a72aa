{{ config(materialized='ephemeral') }}
with

final as (

    select
        'salesforce/leads' as source,
        {{ namespaced('salesforce', 'lead_id') }} as lead_id,
        {{ namespaced('salesforce', 'converted_account_id') }} as converted_account_id,
        company_name,
        email,
        email_domain,
        domain,
        lead_source,
        status,
        is_converted,
        created_at,
        converted_at,
        {{ utc_date('created_at') }} as created_on,
        {{ utc_date('converted_at') }} as converted_on,
        recorded_on

    from {{ ref('stg_salesforce__leads') }}
    where not is_deleted

)

select * from final
