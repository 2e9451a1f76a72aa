with

versions as (select * from {{ source('installed_base', 'machines') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('machine_id') }} as machine_id,
        {{ trimmed('account_id') }} as account_id,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('manufacturer') }} as manufacturer,
        {{ trimmed('model') }} as model,
        {{ utc_date('installed_at') }} as installed_on,
        {{ utc_date('decommissioned_at') }} as decommissioned_on,
        {{ recorded_on(['installed_at', 'decommissioned_at']) }} as recorded_on

    from in_force
    where {{ exists_at_as_of('installed_at') }}

)

select * from final
