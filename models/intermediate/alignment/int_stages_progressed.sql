{#- A move to a stage further on than the one before; the first stage, and stages that are not
    listed, are none. -#}
with

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

stage_changes as (select * from {{ ref('int_opportunity_history_unioned') }}),

stages as (select * from {{ ref('opportunity_stages') }}),

placed as (

    select
        opportunities.account_id,
        stages.position,
        lag(stages.position) over (
            partition by stage_changes.opportunity_id
            order by stage_changes.changed_at, stages.position
        ) as position_before,
        stage_changes.changed_on

    from stage_changes
    inner join opportunities on stage_changes.opportunity_id = opportunities.opportunity_id
    inner join stages on lower(trim(stage_changes.stage)) = lower(trim(stages.stage))
    where opportunities.account_id is not null

),

final as (

    select
        account_id,
        count(*) as progressions,
        changed_on

    from placed
    where position > position_before
    group by account_id, changed_on

)

select * from final
