{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
with

versions as (select * from {{ source('salesforce', 'campaigns') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as campaign_id,
        {{ trimmed('name') }} as campaign_name,
        {{ trimmed('type') }} as campaign_type

    from in_force

)

select * from final
