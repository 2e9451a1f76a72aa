with

versions as (select * from {{ source('hubspot', 'contacts') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='lastmodifieddate') | indent(4) }}

),

final as (

    select
        {{ trimmed('contact_id') }} as contact_id,
        {{ trimmed('company_id') }} as company_id,
        {{ trimmed('associated_company_ids') }} as associated_company_ids,
        {{ trimmed('merged_contact_ids') }} as merged_contact_ids,
        {{ trimmed('email') }} as email,
        {{ email_domain('email') }} as email_domain,
        {{ trimmed('jobtitle') }} as title,
        {{ trimmed('seniority') }} as seniority,
        {{ trimmed('job_function') }} as job_function,
        lower({{ trimmed('buying_role') }}) as buying_roles,
        coalesce(is_deleted, false) as is_deleted,
        createdate as created_at,
        lastmodifieddate as updated_at,
        {{ recorded_on(['createdate', 'lastmodifieddate']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('createdate') }}

)

select * from final
