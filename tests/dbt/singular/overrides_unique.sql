/*
Detects: accounts that two active overrides place, by two keys that turned out to be one account.
Why it matters: two people decided differently; the program must not choose between them.
A row is: one account with the keys of its overrides.
*/
with

overrides as (select * from {{ ref('int_overrides_matched') }}),

final as (

    select
        account_id,
        {{ joined_text('account_key') }} as account_key

    from overrides
    where is_active and account_id is not null
    group by account_id
    having count(*) > 1

)

select * from final
