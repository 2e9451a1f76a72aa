{%- set updated_at = 'coalesce(last_modified_date, system_modstamp, fivetran_synced)' -%}
with

versions as (select * from {{ source('salesforce', 'leads') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as lead_id,
        {{ salesforce_id('converted_account_id') }} as converted_account_id,
        {{ trimmed('company') }} as company_name,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ normalised_domain('website') }} as domain,
        {{ trimmed('lead_source') }} as lead_source,
        {{ trimmed('status') }} as status,
        coalesce(is_converted, false) as is_converted,
        coalesce(is_deleted, false) as is_deleted,
        created_date as created_at,
        converted_date as converted_at,
        {{ recorded_on(['created_date', updated_at]) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
