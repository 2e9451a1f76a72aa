{{ config(severity='warn') }}
/*
Detects: decisions on identity for an account that is not known, which decide nothing.
Why it matters: a mistyped id looks like a decision that was made, and the record stays where it
was.
A row is: one line of reference/identity_decisions.csv.
*/
with

decisions as (select * from {{ ref('identity_decisions') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

final as (

    select
        decisions.source_table,
        decisions.record_key,
        decisions.account_id

    from decisions
    left join account_keys on decisions.account_id = account_keys.account_key
    where decisions.account_id <> 'none' and account_keys.account_key is null

)

select * from final
