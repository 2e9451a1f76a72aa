{%- set updated_at =
    'coalesce(last_modified_date, system_modstamp, fivetran_start, fivetran_synced)' -%}
with

versions as (select * from {{ source('salesforce', 'contacts') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as contact_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ trimmed('title') }} as title,
        {{ trimmed('seniority') }} as seniority,
        {{ trimmed('department') }} as department,
        {{ trimmed('buying_role') }} as buying_role,
        coalesce(is_deleted, false) as is_deleted,
        created_date as created_at,
        {{ updated_at }} as updated_at,
        {{ recorded_on(['created_date', updated_at]) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
