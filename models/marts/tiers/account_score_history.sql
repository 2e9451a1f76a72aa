{#- Kept are every refresh of the last 92 dates and, before that, the last one of each month
    (MARTS). -#}
with

published_scores as (select * from {{ ref('stg_published__account_score_history') }}),

accounts as (select * from {{ ref('account_tiers') }}),

refreshes as (

    select distinct as_of_date

    from published_scores

),

months as (

    select max(as_of_date) as as_of_date

    from refreshes
    group by extract(year from as_of_date), extract(month from as_of_date)

),

kept as (

    select as_of_date

    from refreshes
    where {{ days_between('as_of_date', as_of()) }} < 92

    union

    select as_of_date

    from months

),

final as (

    select
        published_scores.account_id,
        published_scores.score,
        published_scores.icp_fit_score,
        published_scores.intent_score,
        published_scores.engagement_score,
        published_scores.strategic_score,
        published_scores.as_of_date,
        published_scores.release_id

    from published_scores
    inner join kept on published_scores.as_of_date = kept.as_of_date

    union all

    select
        account_id,
        score,
        icp_fit_score,
        intent_score,
        engagement_score,
        strategic_score,
        as_of_date,
        release_id

    from accounts

)

select * from final
