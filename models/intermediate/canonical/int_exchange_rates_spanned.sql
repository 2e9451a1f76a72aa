with

rates as (select * from {{ ref('stg_finance__exchange_rates') }}),

base_currency as (

    select upper(trim(value)) as currency

    from {{ ref('settings') }}
    where key = 'base_currency'

),

-- an empty currency means the base currency
base_spellings as (

    select currency from base_currency

    union all

    select '' as currency

),

final as (

    select
        rates.currency,
        rates.valid_from,
        lead(rates.valid_from, 1, date '9999-12-31') over (
            partition by rates.currency
            order by rates.valid_from
        ) as valid_to,
        cast(rates.rate_to_base as decimal(18, 8)) as rate_to_base

    from rates
    left join base_currency on rates.currency = base_currency.currency
    where base_currency.currency is null

    union all

    select
        currency,
        date '0001-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        cast(1 as decimal(18, 8)) as rate_to_base

    from base_spellings

)

select * from final
