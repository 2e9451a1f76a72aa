with

versions as (select * from {{ source('hubspot', 'contact_merges') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('merged_contact_id') }} as merged_contact_id,
        {{ trimmed('surviving_contact_id') }} as surviving_contact_id

    from in_force

)

select * from final
