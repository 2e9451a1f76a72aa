with

versions as (select * from {{ source('hubspot', 'meetings') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('engagement_id') }} as engagement_id,
        {{ trimmed('owner_id') }} as owner_id,
        lower({{ trimmed('outcome') }}) as outcome,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(starts_at, occurred_at, created_at) as occurred_at

    from in_force

)

select * from final
