/*
Detects: accounts that are out, held out or want no contact and have a play or a next action all the
same, and accounts without any of these that have none.
Why it matters: a held-out account that is worked spoils the only causal statement there is.
A row is: one account with its tier and what blocks it.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

wishes as (select * from {{ ref('int_accounts_resolved') }}),

plays as (select * from {{ ref('account_plays') }}),

final as (

    select
        accounts.account_id,
        accounts.tier,
        plays.blocked_by as reason

    from accounts
    inner join wishes on accounts.account_id = wishes.account_id
    inner join plays on accounts.account_id = plays.account_id
    where
        (accounts.tier is null or accounts.is_holdout or wishes.do_not_contact)
        <> (plays.play is null)
        or (plays.play is null) <> (plays.next_best_action is null)
        or (plays.play is null) <> (plays.blocked_by is not null)

)

select * from final
