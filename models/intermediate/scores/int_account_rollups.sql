with

ancestors as (select * from {{ ref('int_account_ancestors') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

settings as (select * from {{ ref('settings') }}),

methods as (

    select value as rollup_method

    from settings
    where key = 'rollup_method'

),

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
            case methods.rollup_method
                when 'champion' then rolled_up.highest_score
                when 'average'
                    then {{ rounded_ratio('rolled_up.scores_sum', 'rolled_up.accounts', 4, 7) }}
            end as decimal(7, 4)
        ) as rollup_score

    from rolled_up
    cross join methods

)

select * from final
