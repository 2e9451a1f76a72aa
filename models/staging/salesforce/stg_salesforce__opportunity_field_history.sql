with

versions as (select * from {{ source('salesforce', 'opportunity_field_history') }}),

in_force as (

    {{ versions_in_force('versions', key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as change_id,
        {{ salesforce_id('opportunity_id') }} as opportunity_id,
        lower({{ trimmed('field') }}) as field,
        {{ trimmed('old_value') }} as old_value,
        {{ trimmed('new_value') }} as new_value,
        created_date as changed_at,
        coalesce(is_deleted, false) as is_deleted

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
