{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
with

versions as (select * from {{ source('salesforce', 'user_roles') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as user_role_id,
        {{ trimmed('name') }} as role_name

    from in_force

)

select * from final
