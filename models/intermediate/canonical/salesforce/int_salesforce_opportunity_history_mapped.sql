{{ config(materialized='ephemeral') }}
with

opportunities as (select * from {{ ref('stg_salesforce__opportunities') }}),

states as (

    select *

    from {{ ref('stg_salesforce__opportunity_history') }}
    where not is_deleted and opportunity_id is not null and changed_at is not null
    qualify row_number() over (
        partition by opportunity_id, changed_at
        order by state_key desc nulls last
    ) = 1

),

-- one row per moment at which any of the three fields changed; what did not change is null
moments as (

    select
        opportunity_id,
        changed_at,
        max(case when field = 'stagename' then new_value end) as stage,
        max(case when field = 'stagename' then old_value end) as stage_before,
        max(case when field = 'amount' then try_cast(new_value as decimal(18, 2)) end) as amount,
        max(case when field = 'amount' then try_cast(old_value as decimal(18, 2)) end)
            as amount_before,
        max(case when field = 'closedate' then try_cast(new_value as date) end) as close_date,
        max(case when field = 'closedate' then try_cast(old_value as date) end)
            as close_date_before

    from {{ ref('stg_salesforce__opportunity_field_history') }}
    where not is_deleted and field in ('stagename', 'amount', 'closedate')
    group by opportunity_id, changed_at

),

changes as (

    select
        moments.opportunity_id,
        moments.changed_at,
        {{ known_between_changes('moments', 'stage', 'opportunities.stage') }} as stage,
        {{ known_between_changes('moments', 'amount', 'opportunities.amount') }} as amount,
        {{ known_between_changes('moments', 'close_date', 'opportunities.close_date') }}
            as close_date

    from moments
    left join opportunities
        on moments.opportunity_id = opportunities.opportunity_id

),

whole as (select distinct opportunity_id from states),

history as (

    select
        'salesforce/opportunity_history' as source,
        opportunity_id,
        stage,
        amount,
        close_date,
        changed_at

    from states

    union all

    -- of an opportunity whose whole states are exported, these are the same once more
    select
        'salesforce/opportunity_field_history' as source,
        changes.opportunity_id,
        changes.stage,
        changes.amount,
        changes.close_date,
        changes.changed_at

    from changes
    left join whole on changes.opportunity_id = whole.opportunity_id
    where whole.opportunity_id is null

),

final as (

    select
        source,
        {{ namespaced('salesforce', 'opportunity_id') }} as opportunity_id,
        stage,
        amount,
        changed_at,
        {{ utc_date('changed_at') }} as changed_on,
        close_date as expected_close_on,
        {{ recorded_on(['changed_at']) }} as recorded_on

    from history

)

select * from final
