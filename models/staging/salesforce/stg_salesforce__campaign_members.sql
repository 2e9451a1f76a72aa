{%- set updated_at = 'coalesce(last_modified_date, system_modstamp)' -%}
{%- set occurred_at = 'coalesce(first_responded_date, created_date)' -%}
with

versions as (select * from {{ source('salesforce', 'campaign_members') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as member_id,
        {{ salesforce_id('campaign_id') }} as campaign_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ trimmed('status') }} as status,
        coalesce(has_responded, true) as has_responded,
        coalesce(is_deleted, false) as is_deleted,
        {{ occurred_at }} as occurred_at

    from in_force
    where {{ utc_date(occurred_at) }} <= {{ as_of() }}

)

select * from final
