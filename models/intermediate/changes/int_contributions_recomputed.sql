{#- Nothing is computed where the program is the same: what it published is what it would compute
    again (int_contribution_deltas). -#}
with

changes as (select * from {{ ref('int_scoring_changes') }}),

factor_values as (

    select factor_values.*

    from {{ ref('int_factor_values_recalled') }} as factor_values
    inner join changes on changes.is_code_changed

),

{{ score_steps_as_before() }},

final as (

    select
        account_id,
        component,
        factor,
        contribution

    from score_contributions
    where contribution <> 0

)

select * from final
