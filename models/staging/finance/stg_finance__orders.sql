with

versions as (select * from {{ source('finance', 'orders') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        {{ trimmed('order_id') }} as order_id,
        {{ trimmed('account_id') }} as account_id,
        upper({{ trimmed('currency') }}) as currency,
        revenue,
        gross_margin,
        {{ utc_date('ordered_at') }} as ordered_on,
        {{ recorded_on(['ordered_at']) }} as recorded_on

    from in_force
    where {{ utc_date('ordered_at') }} <= {{ as_of() }}

)

select * from final
