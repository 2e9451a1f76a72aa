with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

committees as (select * from {{ ref('int_committees_covered') }}),

signal_values as (

    select
        account_id,
        {{ signal_factor('marketing_engagement') }},
        {{ signal_factor('sales_engagement') }}

    from {{ ref('int_signal_factors_summed') }}
    group by account_id

),

final as (

    select
        accounts.account_id,
        signal_values.marketing_engagement,
        signal_values.sales_engagement,
        committees.coverage as committee_coverage

    from accounts
    left join signal_values on accounts.account_id = signal_values.account_id
    left join committees on accounts.account_id = committees.account_id

)

select * from final
