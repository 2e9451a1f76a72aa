{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
with

versions as (select * from {{ source('salesforce', 'opportunity_contact_roles') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as role_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        {{ trimmed('role') }} as role,
        coalesce(is_primary, false) as is_primary,
        coalesce(is_deleted, false) as is_deleted,
        created_date as created_at

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
