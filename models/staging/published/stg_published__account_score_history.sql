with

source as (select * from {{ source('published', 'account_score_history') }}),

final as (

    select
        account_id,
        score,
        icp_fit_score,
        intent_score,
        engagement_score,
        strategic_score,
        as_of_date,
        release_id

    from source

)

select * from final
