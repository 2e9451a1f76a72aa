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

salesforce as (select * from {{ ref('int_salesforce_leads_mapped') }}),

marketo as (select * from {{ ref('int_marketo_leads_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'marketo']) | indent(4) }}

)

select * from final
