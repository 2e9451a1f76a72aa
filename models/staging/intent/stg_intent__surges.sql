with

kept as (select * from {{ ref('stg_intent__surges_kept') }}),

final as (

    select
        surge_key,
        domain,
        topic,
        provider,
        buying_stage,
        surge_score,
        observed_at,
        observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from kept
    where observed_on <= {{ as_of() }}

)

select * from final
