/*
Detects: exchange rates that were made for another base currency than reference/settings.csv
names.
Why it matters: every amount would be converted into one currency and added up as another.
A row is: one rate of the base currency that is not 1, but for rounding.
*/
with

rates as (select * from {{ ref('stg_finance__exchange_rates') }}),

settings as (select * from {{ ref('settings') }}),

final as (

    select
        rates.currency,
        rates.valid_from,
        rates.rate_to_base

    from rates
    inner join settings
        on
            settings.key = 'base_currency'
            and rates.currency = upper(trim(settings.value))
    where abs(rates.rate_to_base - 1) > 0.005

)

select * from final
