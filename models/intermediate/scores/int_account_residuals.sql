{#- The largest contribution, ties by factor name, is the maximum of one number: the
    contribution less a hair for each place in the order of names. Sorting twenty rows for each
    of a million accounts would take minutes. -#}
with

contributions as (select * from {{ ref('int_contributions_rounded') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

summed as (

    select
        account_id,
        sum(contribution) as contribution,
        max_by(
            factor,
            case
                when is_counted
                    then
                        cast(contribution as decimal(18, 10))
                        - cast(factor_order as decimal(8, 0)) * cast(1e-10 as decimal(10, 10))
            end
        ) as largest_factor

    from contributions
    group by account_id

),

final as (

    select
        account_scores.account_id,
        summed.largest_factor,
        cast(account_scores.score - summed.contribution as decimal(7, 4)) as residual

    from account_scores
    inner join summed on account_scores.account_id = summed.account_id

)

select * from final
