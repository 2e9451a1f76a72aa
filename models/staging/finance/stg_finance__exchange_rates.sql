with

versions as (select * from {{ source('finance', 'exchange_rates') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        upper({{ trimmed('currency') }}) as currency,
        rate_to_base,
        valid_from,
        {{ recorded_on(['valid_from']) }} as recorded_on

    from in_force
    where valid_from <= {{ as_of() }}

)

select * from final
