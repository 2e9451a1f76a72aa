with

signals as (select * from {{ ref('int_signals_daily') }}),

final as (

    select
        account_id,
        factor,
        cast(sum(value) as decimal(18, 6)) as factor_value

    from signals
    group by account_id, factor

)

select * from final
