with

contributions as (select * from {{ ref('int_score_contributions') }}),

factors as (select * from {{ ref('scoring_factors') }}),

worded as (

    select
        contributions.account_id,
        contributions.contribution_rank,
        factors.description
        || ' (+'
        || cast(cast(round(contributions.contribution, 1) as decimal(7, 1)) as string)
        || ')' as reason

    from contributions
    inner join factors on contributions.factor = factors.factor
    where contributions.contribution_rank <= 3 and contributions.contribution > 0

),

final as (

    select
        account_id,
        concat_ws(
            '; ',
            max(case when contribution_rank = 1 then reason end),
            max(case when contribution_rank = 2 then reason end),
            max(case when contribution_rank = 3 then reason end)
        ) as top_reasons

    from worded
    group by account_id

)

select * from final
