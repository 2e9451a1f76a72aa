{#- A method that is not listed leaves the score null, which the contract of account_tiers
    refuses. -#}
with

ancestors as (select * from {{ ref('int_account_ancestors') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

rolled_up as (

    select
        ancestors.ancestor_account_id as account_id,
        max(account_scores.score) as highest_score,
        sum(account_scores.score) as scores_sum,
        count(*) as accounts

    from ancestors
    inner join account_scores on ancestors.account_id = account_scores.account_id
    group by ancestors.ancestor_account_id

),

final as (

    select
        rolled_up.account_id,
        cast(
            case {{ setting('rollup_method') }}
                when 'champion' then rolled_up.highest_score
                when 'average'
                    then {{ rounded_ratio('rolled_up.scores_sum', 'rolled_up.accounts', 4, 7) }}
            end as decimal(7, 4)
        ) as rollup_score

    from rolled_up

)

select * from final
