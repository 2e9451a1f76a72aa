with

versions as (select * from {{ source('hubspot', 'form_submissions') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as submission_key,
        {{ trimmed('contact_id') }} as contact_id,
        {{ trimmed('form_id') }} as form_id,
        {{ trimmed('title') }} as form_title,
        {{ trimmed('page_url') }} as url,
        submitted_at as occurred_at

    from in_force
    where {{ utc_date('submitted_at') }} <= {{ as_of() }}

)

select * from final
