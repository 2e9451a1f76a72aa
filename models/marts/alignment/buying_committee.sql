with

committee_roles as (select * from {{ ref('int_committee_roles') }}),

final as (

    select
        account_id,
        role,
        case when lower({{ setting('committee_names_contacts') }}) = 'true' then contact_id end
            as filled_by,
        seniority,
        contacts,
        active_contacts,
        is_required as required,
        is_gap,
        last_active_on,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from committee_roles

)

select * from final
