/*
Detects: changes of a score, or of a factor's contribution, that the four deltas do not add up to
exactly, and accounts of both releases without deltas.
Why it matters: the deltas are the reason that a salesperson is told; an unexplained rest would make
every part of it doubtful.
A row is: one account, or one factor of an account, with its change and the sum of its deltas.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

changes as (select * from {{ ref('account_tier_changes') }}),

factors as (select * from {{ ref('account_score_factors') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

account_changes as (

    select
        accounts.account_id,
        accounts.score - published_accounts.score as change,
        changes.delta_decay + changes.delta_data + changes.delta_config + changes.delta_code
            as deltas

    from accounts
    inner join published_accounts on accounts.account_id = published_accounts.account_id
    left join changes on accounts.account_id = changes.account_id

),

factor_changes as (

    select
        factors.account_id,
        factors.factor,
        factors.contribution - coalesce(factors.previous_contribution, 0) as change,
        factors.delta_decay + factors.delta_data + factors.delta_config + factors.delta_code
            as deltas

    from factors
    inner join published_accounts on factors.account_id = published_accounts.account_id

),

factors_summed as (

    select
        account_id,
        sum(deltas) as deltas

    from factor_changes
    group by account_id

),

final as (

    select
        account_id,
        'score' as what,
        change,
        deltas

    from account_changes
    where change <> coalesce(deltas, 0)

    union all

    select
        account_id,
        factor as what,
        change,
        deltas

    from factor_changes
    where deltas is null or change <> deltas

    union all

    select
        account_changes.account_id,
        'sum over factors' as what,
        account_changes.change,
        factors_summed.deltas

    from account_changes
    left join factors_summed on account_changes.account_id = factors_summed.account_id
    where factors_summed.deltas is null or account_changes.change <> factors_summed.deltas

)

select * from final
