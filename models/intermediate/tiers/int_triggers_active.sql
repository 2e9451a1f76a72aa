{#- The newest event that completes a rule is the one that is named. -#}
with

completed as (select * from {{ ref('int_triggers_completed') }}),

ranked as (

    select
        *,
        row_number() over (
            partition by account_id, event_type, promote_to_tier
            order by event_number desc nulls last
        ) as recency

    from completed

),

final as (

    select
        account_id,
        event_type,
        event_name,
        promote_to_tier,
        min_icp_fit,
        max_seats,
        event_on,
        {{ days_after('event_on', 'duration_days') }} as expires_on

    from ranked
    where
        recency = 1
        and {{ days_between('event_on', as_of()) }} < duration_days

)

select * from final
