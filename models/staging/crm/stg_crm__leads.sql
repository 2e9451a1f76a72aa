with

versions as (select * from {{ source('crm', 'leads') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('lead_id') }} as lead_id,
        {{ trimmed('converted_account_id') }} as converted_account_id,
        {{ trimmed('company') }} as company_name,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ normalised_domain('website') }} as domain,
        {{ trimmed('source') }} as lead_source,
        {{ trimmed('status') }} as status,
        coalesce(is_converted, false) as is_converted,
        created_at,
        converted_at,
        {{ utc_date('created_at') }} as created_on,
        {{ utc_date('converted_at') }} as converted_on,
        {{ recorded_on(['created_at', 'converted_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_at') }}

)

select * from final
