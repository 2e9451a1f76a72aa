with

versions as (select * from {{ source('crm', 'accounts') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='updated_at') | indent(4) }}

),

final as (

    select
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('parent_account_id') }} as parent_account_id,
        {{ trimmed('merged_into_id') }} as merged_into_id,
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('name') }} as account_name,
        {{ trimmed('website') }} as website,
        {{ normalised_domain('website') }} as website_domain,
        {{ trimmed('domain') }} as domain,
        {{ normalised_domain('domain') }} as domain_normalised,
        {{ trimmed('account_type') }} as account_type,
        {{ trimmed('lifecycle_stage') }} as lifecycle_stage,
        {{ trimmed('industry') }} as industry,
        {{ trimmed('country') }} as country,
        {{ trimmed('region') }} as region,
        {{ trimmed('city') }} as city,
        upper({{ trimmed('currency') }}) as currency,
        annual_revenue,
        employee_count,
        is_strategic,
        is_target_account,
        do_not_contact,
        is_deleted,
        created_at,
        updated_at,
        {{ recorded_on(['created_at', 'updated_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_at') }}

)

select * from final
