{#- What is told about an account outside: only what changes when there is something to do. The
    score itself and its points change every day; its band and the largest reasons do not. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

scores as (select * from {{ ref('int_account_scores') }}),

reasons as (select * from {{ ref('int_account_reasons') }}),

bands as (

    select
        score_band,
        min_score,
        lead(min_score) over (order by min_score asc nulls last) as next_min_score

    from {{ ref('score_bands') }}

),

final as (

    select
        tiered.account_id,
        case when tiered.tier is not null then bands.score_band end as score_band,
        case when tiered.tier is not null then reasons.top_factors end as top_factors

    from tiered
    inner join scores on tiered.account_id = scores.account_id
    left join reasons on tiered.account_id = reasons.account_id
    left join bands
        on
            scores.score >= bands.min_score
            and (scores.score < bands.next_min_score or bands.next_min_score is null)

)

select * from final
