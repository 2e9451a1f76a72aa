with

signals as (select * from {{ ref('int_signals_daily') }}),

final as (

    select
        account_id,
        signal_type,
        factor,
        signal_on,
        events,
        contacts,
        strength,
        value,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from signals

)

select * from final
