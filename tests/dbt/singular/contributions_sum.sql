/*
Detects: accounts whose factor contributions do not sum to the score exactly, and accounts without
any factor.
Why it matters: the contributions are the explanation of the score; one that does not add up
explains nothing.
A row is: one account with its score and the sum of its contributions.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

factors as (select * from {{ ref('account_score_factors') }}),

summed as (

    select
        account_id,
        sum(contribution) as contributions

    from factors
    group by account_id

),

final as (

    select
        coalesce(accounts.account_id, summed.account_id) as account_id,
        accounts.score,
        summed.contributions

    from accounts
    full outer join summed on accounts.account_id = summed.account_id
    where
        accounts.score is null
        or summed.contributions is null
        or accounts.score <> summed.contributions

)

select * from final
