{{ config(materialized='ephemeral') }}
with

final as (

    select
        'sixsense/account_scores' as source,
        {{ namespaced('sixsense', 'score_key') }} as surge_key,
        domain,
        product as topic,
        '6sense' as provider,
        buying_stage,
        intent_score as surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from {{ ref('stg_sixsense__account_scores') }}
    where intent_score is not null

)

select * from final
