with

versions as (select * from {{ source('marketo', 'leads') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='updated_at') | indent(4) }}

),

final as (

    select
        {{ trimmed('lead_id') }} as lead_id,
        {{ trimmed('sfdc_account_id') }} as sfdc_account_id,
        {{ trimmed('sfdc_contact_id') }} as sfdc_contact_id,
        {{ trimmed('company') }} as company_name,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ normalised_domain('website') }} as domain,
        {{ trimmed('lead_source') }} as lead_source,
        {{ trimmed('lead_status') }} as status,
        coalesce(is_deleted, false) as is_deleted,
        created_at,
        updated_at,
        {{ recorded_on(['created_at', 'updated_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_at') }}

)

select * from final
