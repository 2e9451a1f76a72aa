{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
with

versions as (select * from {{ source('salesforce', 'users') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as owner_id,
        {{ trimmed('name') }} as owner_name,
        {{ salesforce_id('user_role_id') }} as user_role_id,
        {{ trimmed('title') }} as title,
        {{ trimmed('division') }} as division,
        {{ trimmed('department') }} as department,
        coalesce(is_active, true) as is_active

    from in_force

)

select * from final
