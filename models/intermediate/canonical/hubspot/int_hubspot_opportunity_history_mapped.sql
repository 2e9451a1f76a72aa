{{ config(materialized='view') }}
with

properties as (select * from {{ ref('stg_hubspot__deal_property_history') }}),

entered as (select * from {{ ref('stg_hubspot__deal_stage_history') }}),

stages as (select * from {{ ref('stg_hubspot__deal_stages') }}),

changes as (

    select
        'hubspot/deal_property_history' as source,
        deal_id,
        changed_at,
        case when property_name = 'dealstage' then value end as stage_id,
        case when property_name = 'amount' then try_cast(value as decimal(18, 2)) end as amount,
        case when property_name = 'closedate' then {{ date_of_text('value') }} end
            as expected_close_on

    from properties
    where property_name in ('dealstage', 'amount', 'closedate')

    union all

    select
        'hubspot/deal_stage_history' as source,
        deal_id,
        entered_at as changed_at,
        stage_id,
        cast(null as decimal(18, 2)) as amount,
        cast(null as date) as expected_close_on

    from entered

),

moments as (

    select
        deal_id,
        changed_at,
        min(source) as source,
        max(stage_id) as stage_id,
        max(amount) as amount,
        max(expected_close_on) as expected_close_on

    from changes
    group by deal_id, changed_at

),

-- what did not change stays as it was
standing as (

    select
        source,
        deal_id,
        changed_at,
        {{ last_known('stage_id', 'changed_at', 'deal_id') }} as stage_id,
        {{ last_known('amount', 'changed_at', 'deal_id') }} as amount,
        {{ last_known('expected_close_on', 'changed_at', 'deal_id') }} as expected_close_on

    from moments

),

final as (

    select
        standing.source,
        {{ namespaced('hubspot', 'standing.deal_id') }} as opportunity_id,
        coalesce(stages.label, standing.stage_id) as stage,
        standing.amount,
        standing.changed_at,
        {{ utc_date('standing.changed_at') }} as changed_on,
        standing.expected_close_on,
        {{ recorded_on(['standing.changed_at']) }} as recorded_on

    from standing
    left join stages on standing.stage_id = stages.stage_id

)

select * from final
