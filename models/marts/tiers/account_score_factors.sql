with

contributions as (select * from {{ ref('int_score_contributions') }}),

previous_factors as (select * from {{ ref('stg_published__account_score_factors') }}),

final as (

    select
        contributions.account_id,
        contributions.component,
        contributions.factor,
        contributions.value,
        contributions.points,
        contributions.weight,
        contributions.contribution,
        previous_factors.contribution as previous_contribution,
        contributions.is_observed,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from contributions
    left join previous_factors
        on
            contributions.account_id = previous_factors.account_id
            and contributions.factor = previous_factors.factor

)

select * from final
