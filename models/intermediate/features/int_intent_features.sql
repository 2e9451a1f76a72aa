with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_values as (

    select
        account_id,
        {{ signal_factor('third_party_intent') }},
        {{ signal_factor('website_intent') }}

    from {{ ref('int_signal_factors_summed') }}
    group by account_id

),

-- an account is covered once any provider reported on it, however long ago and however low
covered as (

    select distinct account_id

    from signals
    where source_table = 'intent/surges'

),

final as (

    select
        accounts.account_id,
        case
            when signal_values.third_party_intent is not null then signal_values.third_party_intent
            when covered.account_id is not null then cast(0 as decimal(18, 6))
        end as third_party_intent,
        signal_values.website_intent

    from accounts
    left join signal_values on accounts.account_id = signal_values.account_id
    left join covered on accounts.account_id = covered.account_id

)

select * from final
