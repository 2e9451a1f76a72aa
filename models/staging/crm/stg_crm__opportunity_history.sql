with

versions as (select * from {{ source('crm', 'opportunity_history') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('opportunity_id') }} as opportunity_id,
        {{ trimmed('stage') }} as stage,
        amount,
        changed_at,
        {{ utc_date('changed_at') }} as changed_on,
        close_date as expected_close_on,
        {{ recorded_on(['changed_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('changed_at') }}

)

select * from final
