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

salesforce_accounts as (select * from {{ ref('stg_salesforce__accounts') }}),

words as (select * from {{ ref('word_aliases') }}),

crm as (

    select
        'crm/accounts' as source,
        account_id as native_id,
        account_name as name,
        *

    from {{ ref('stg_crm__accounts') }}

),

salesforce as (

    select
        'salesforce/accounts' as source,
        accounts.account_id as native_id,
        {{ namespaced('salesforce', 'accounts.account_id') }} as account_id,
        {{ namespaced('salesforce', 'accounts.parent_account_id') }} as parent_account_id,
        {{ namespaced('salesforce', 'accounts.master_record_id') }} as merged_into_id,
        {{ namespaced('salesforce', 'accounts.owner_id') }} as owner_id,
        accounts.name,
        accounts.website,
        accounts.website_domain,
        accounts.domain,
        accounts.domain_normalised,
        {{ canonical_word('types', 'accounts.account_type') }} as account_type,
        accounts.lifecycle_stage,
        accounts.industry,
        accounts.country,
        accounts.region,
        accounts.city,
        accounts.currency,
        accounts.annual_revenue,
        accounts.employee_count,
        accounts.is_strategic,
        accounts.is_target_account,
        accounts.do_not_contact,
        accounts.is_deleted,
        accounts.created_at,
        accounts.updated_at,
        accounts.recorded_on

    from salesforce_accounts as accounts
    left join words as types
        on {{ alias_of('types', 'account_type', 'accounts.account_type') }}

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
