{#- Nothing is computed where the program is the same: what it published is what it would compute
    again. -#}
with

changes as (select * from {{ ref('int_scoring_changes') }}),

factor_values as (

    select factor_values.*

    from {{ ref('int_factor_values_recalled') }} as factor_values
    inner join changes on changes.is_code_changed

),

{{ score_steps_as_before() }},

published_factors as (select * from {{ ref('stg_published__account_score_factors') }}),

final as (

    select
        account_id,
        component,
        factor,
        contribution

    from score_contributions

    union all

    select
        published_factors.account_id,
        published_factors.component,
        published_factors.factor,
        published_factors.contribution

    from published_factors
    inner join changes on not changes.is_code_changed

)

select * from final
