with

refreshes as (select * from {{ ref('stg_refresh__refreshes') }}),

versions as (select * from {{ ref('int_scoring_version') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

live as (select * from {{ ref('int_live_since') }}),

components as (select * from {{ ref('int_components_weighted') }}),

components_off as (

    select {{ joined_text('component') }} as components_off

    from components
    where not is_on and weight > 0

),

final as (

    select
        -- which release
        refreshes.release_id,
        refreshes.previous_release_id,
        refreshes.as_of_date,
        refreshes.previous_as_of_date,
        cast(refreshes.gap_days as bigint) as gap_days,
        refreshes.is_reconstructed,
        live.live_since,
        refreshes.is_demo,

        -- by which rules
        versions.scoring_version,
        cast(settings.tier_count as integer) as tier_count,
        components_off.components_off,
        refreshes.config_hash,
        refreshes.input_hash,
        refreshes.code_version,

        -- on whose word
        refreshes.policy,
        refreshes.policy_reason,
        refreshes.approved_by,
        refreshes.waivers

    from refreshes
    cross join versions
    cross join settings
    cross join live
    cross join components_off

)

select * from final
