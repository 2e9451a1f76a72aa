with

versions as (select * from {{ source('crm', 'opportunities') }}),

in_force as (

    {{ versions_in_force('versions', updated_at='updated_at') | indent(4) }}

),

final as (

    select
        {{ trimmed('opportunity_id') }} as opportunity_id,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('product_id') }} as product_id,
        {{ trimmed('owner_id') }} as owner_id,
        {{ trimmed('name') }} as opportunity_name,
        lower({{ trimmed('opportunity_type') }}) as opportunity_type,
        {{ trimmed('stage') }} as stage,
        upper({{ trimmed('currency') }}) as currency,
        amount,
        -- CRMs keep a chance either as a share or in percent
        cast(
            case
                when probability between 0 and 1 then probability
                when probability between 1 and 100 then probability / 100
            end as decimal(9, 6)
        ) as probability,
        coalesce(is_closed, false) or coalesce(is_won, false) as is_closed,
        coalesce(is_won, false) as is_won,
        coalesce(is_deleted, false) as is_deleted,
        created_at,
        closed_at,
        updated_at,
        {{ utc_date('created_at') }} as created_on,
        {{ utc_date('closed_at') }} as closed_on,
        {{ utc_date('updated_at') }} as updated_on,
        {{ recorded_on(['created_at', 'updated_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('created_at') }}

)

select * from final
