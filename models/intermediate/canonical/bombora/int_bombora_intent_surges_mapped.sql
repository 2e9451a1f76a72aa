{{ config(materialized='ephemeral') }}
with

final as (

    select
        'bombora/company_surges' as source,
        {{ namespaced('bombora', 'surge_key') }} as surge_key,
        domain,
        topic,
        'bombora' as provider,
        cast(null as string) as buying_stage,
        composite_score as surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from {{ ref('stg_bombora__company_surges') }}
    where composite_score is not null

)

select * from final
