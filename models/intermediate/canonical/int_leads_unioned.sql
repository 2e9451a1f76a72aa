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
] %}
{%- set mapped = ['int_salesforce_leads_mapped', 'int_marketo_leads_mapped'] -%}
with

crm as (

    select
        'crm/leads' as source,
        *

    from {{ ref('stg_crm__leads') }}

),

final as (

    {{ unioned(columns, 'crm', mapped) | indent(4) }}

)

select * from final
