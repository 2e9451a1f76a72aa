with

contributions as (select * from {{ ref('int_score_contributions') }}),

factors as (select * from {{ ref('scoring_factors') }}),

ranked as (

    select
        account_id,
        factor,
        contribution,
        row_number() over (
            partition by account_id
            order by contribution desc nulls last, factor asc
        ) as contribution_rank

    from contributions
    where contribution > 0

),

worded as (

    select
        ranked.account_id,
        ranked.contribution_rank,
        factors.description
        || ' (+'
        || cast(cast(round(ranked.contribution, 1) as decimal(7, 1)) as string)
        || ')' as reason

    from ranked
    inner join factors on ranked.factor = factors.factor
    where ranked.contribution_rank <= 3

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
