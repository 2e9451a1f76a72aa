{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'lead_id',
    'converted_account_id',
    'company_name',
    'email',
    'email_domain',
    'domain',
    'lead_source',
    'status',
    'is_converted',
    'created_at',
    'converted_at',
    'created_on',
    'converted_on',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/leads' as source,
        *

    from {{ ref('stg_crm__leads') }}

),

salesforce as (

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

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
