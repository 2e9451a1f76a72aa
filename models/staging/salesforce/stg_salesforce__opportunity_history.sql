{%- set changed_at = 'coalesce(fivetran_start, created_date)' -%}
with

versions as (select * from {{ source('salesforce', 'opportunity_history') }}),

in_force as (

    {{ versions_in_force('versions', key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        _key as state_key,
        -- a state in the loader's history carries the opportunity's id as its own
        coalesce(
            {{ salesforce_id('opportunity_id') }},
            case when fivetran_start is not null then {{ salesforce_id('id') }} end
        ) as opportunity_id,
        {{ trimmed('stage_name') }} as stage,
        amount,
        close_date,
        {{ changed_at }} as changed_at,
        coalesce(is_deleted, false) as is_deleted

    from in_force
    where {{ exists_at_as_of(changed_at) }}

)

select * from final
