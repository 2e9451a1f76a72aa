with

versions as (select * from {{ source('hubspot', 'deals') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='lastmodifieddate') | indent(4) }}

),

final as (

    select
        {{ trimmed('deal_id') }} as deal_id,
        {{ trimmed('primary_company_id') }} as primary_company_id,
        {{ trimmed('associated_company_ids') }} as associated_company_ids,
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('dealname') }} as deal_name,
        lower({{ trimmed('dealtype') }}) as deal_type,
        {{ trimmed('pipeline') }} as pipeline,
        {{ trimmed('dealstage') }} as stage,
        upper({{ trimmed('currency_code') }}) as currency,
        amount,
        stage_probability,
        is_closed,
        is_closed_won,
        coalesce(is_deleted, false) as is_deleted,
        createdate as created_at,
        closedate as closed_at,
        lastmodifieddate as updated_at,
        {{ recorded_on(['createdate', 'lastmodifieddate']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('createdate') }}

)

select * from final
