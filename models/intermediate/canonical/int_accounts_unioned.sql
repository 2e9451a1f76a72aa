{%- set columns = [
    'source',
    'native_id',
    'account_id',
    'parent_account_id',
    'merged_into_id',
    'owner_id',
    'name',
    'website',
    'website_domain',
    'domain',
    'domain_normalised',
    'account_type',
    'lifecycle_stage',
    'industry',
    'country',
    'region',
    'city',
    'currency',
    'annual_revenue',
    'employee_count',
    'is_strategic',
    'is_target_account',
    'do_not_contact',
    'is_deleted',
    'created_at',
    'updated_at',
    'recorded_on',
] -%}
with

crm as (

    select
        'crm/accounts' as source,
        account_id as native_id,
        account_name as name,
        *

    from {{ ref('stg_crm__accounts') }}

),

salesforce as (select * from {{ ref('int_salesforce_accounts_mapped') }}),

hubspot as (select * from {{ ref('int_hubspot_accounts_mapped') }}),

final as (

    {{ unioned(columns, ['crm', 'salesforce', 'hubspot']) | indent(4) }}

)

select * from final
