{%- set updated_at =
    'coalesce(last_modified_date, system_modstamp, fivetran_start, fivetran_synced)' -%}
with

versions as (select * from {{ source('salesforce', 'accounts') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as account_id,
        {{ salesforce_id('parent_id') }} as parent_account_id,
        {{ salesforce_id('master_record_id') }} as master_record_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        {{ trimmed('name') }} as name,
        {{ trimmed('website') }} as website,
        {{ normalised_domain('website') }} as website_domain,
        {{ trimmed('domain') }} as domain,
        {{ normalised_domain('domain') }} as domain_normalised,
        {{ trimmed('type') }} as account_type,
        lower({{ trimmed('lifecycle_stage') }}) as lifecycle_stage,
        {{ trimmed('industry') }} as industry,
        coalesce({{ trimmed('billing_country') }}, {{ trimmed('billing_country_code') }})
            as country,
        coalesce({{ trimmed('region') }}, {{ trimmed('billing_state') }}) as region,
        {{ trimmed('billing_city') }} as city,
        upper({{ trimmed('currency_iso_code') }}) as currency,
        annual_revenue,
        number_of_employees as employee_count,
        is_strategic,
        is_target_account,
        do_not_contact,
        is_deleted,
        created_date as created_at,
        {{ updated_at }} as updated_at,
        {{ recorded_on(['created_date', updated_at]) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
