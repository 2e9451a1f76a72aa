with

versions as (select * from {{ source('crm', 'activities') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('activity_id') }} as activity_id,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('contact_id') }} as contact_id,
        {{ trimmed('owner_id') }} as owner_id,
        lower({{ trimmed('activity_type') }}) as activity_type,
        coalesce(is_outbound, false) as is_outbound,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from in_force
    where {{ utc_date('occurred_at') }} <= {{ as_of() }}

)

select * from final
