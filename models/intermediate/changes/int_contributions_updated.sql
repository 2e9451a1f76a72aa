with

factor_values as (select * from {{ ref('int_factor_values_updated') }}),

{{ score_steps_as_before(sources='int_sources_landed') }},

current_contributions as (select * from {{ ref('int_score_contributions') }}),

changes as (select * from {{ ref('int_scoring_changes') }}),

accounts as (select * from {{ ref('stg_published__account_tiers') }}),

final as (

    select
        account_id,
        component,
        factor,
        contribution

    from score_contributions

    union all

    select
        current_contributions.account_id,
        current_contributions.component,
        current_contributions.factor,
        current_contributions.contribution

    from current_contributions
    inner join accounts on current_contributions.account_id = accounts.account_id
    inner join changes on not changes.is_scoring_changed

)

select * from final
