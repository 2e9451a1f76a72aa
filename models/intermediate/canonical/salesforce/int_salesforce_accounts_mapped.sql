{{ config(materialized='ephemeral') }}
with

accounts as (select * from {{ ref('stg_salesforce__accounts') }}),

words as (select * from {{ ref('word_aliases') }}),

final as (

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

    from accounts
    left join words as types
        on {{ alias_of('types', 'account_type', 'accounts.account_type') }}

)

select * from final
