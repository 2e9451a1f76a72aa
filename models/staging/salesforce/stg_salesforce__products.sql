{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
with

versions as (select * from {{ source('salesforce', 'products') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as product_id,
        {{ trimmed('name') }} as product_name,
        {{ trimmed('family') }} as family,
        upper({{ trimmed('currency_iso_code') }}) as currency,
        coalesce(is_deleted, false) as is_deleted

    from in_force

)

select * from final
