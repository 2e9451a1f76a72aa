{%- set updated_at = 'coalesce(last_modified_date, system_modstamp, fivetran_synced)' -%}
with

versions as (select * from {{ source('salesforce', 'opportunities') }}),

in_force as (

    {{ versions_in_force('versions', updated_at, key=salesforce_id('_key')) | indent(4) }}

),

final as (

    select
        {{ salesforce_id('id') }} as opportunity_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        {{ trimmed('name') }} as opportunity_name,
        {{ trimmed('type') }} as opportunity_type,
        {{ trimmed('stage_name') }} as stage,
        upper({{ trimmed('currency_iso_code') }}) as currency,
        amount,
        cast(case when probability between 0 and 100 then probability / 100 end as decimal(9, 6))
            as probability,
        coalesce(is_closed, false) as is_closed,
        coalesce(is_won, false) as is_won,
        coalesce(is_deleted, false) as is_deleted,
        close_date,
        created_date as created_at,
        {{ updated_at }} as updated_at,
        {{ utc_date('created_date') }} as created_on,
        {{ utc_date(updated_at) }} as updated_on,
        {{ recorded_on(['created_date', updated_at]) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_date') }}

)

select * from final
