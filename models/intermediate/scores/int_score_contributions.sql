with

factor_points as (select * from {{ ref('int_factor_points') }}),

component_scores as (select * from {{ ref('int_component_scores') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

contributions as (

    select
        factor_points.account_id,
        factor_points.component,
        factor_points.factor,
        factor_points.value,
        factor_points.points,
        cast(
            case
                when factor_points.is_observed
                    then {{ applied_factor_weight(
                        'component_scores.applied_weight', 'factor_points.weight', 'component_scores.divisor'
                    ) }}
                else 0
            end as decimal(12, 10)
        ) as weight,
        cast(
            case
                when factor_points.is_observed
                    then {{ factor_contribution(
                        'component_scores.applied_weight',
                        'factor_points.weight',
                        'factor_points.points',
                        'component_scores.divisor'
                    ) }}
                else 0
            end as decimal(7, 4)
        ) as contribution,
        factor_points.is_observed,
        factor_points.is_observed and factor_points.weight > 0 as is_counted

    from factor_points
    inner join component_scores
        on
            factor_points.account_id = component_scores.account_id
            and factor_points.component = component_scores.component

),

ranked as (

    select
        *,
        row_number() over (
            partition by account_id
            order by is_counted desc nulls last, contribution desc nulls last, factor
        ) as contribution_rank,
        sum(contribution) over (partition by account_id) as contributions_sum

    from contributions

),

final as (

    select
        ranked.account_id,
        ranked.component,
        ranked.factor,
        ranked.value,
        ranked.points,
        ranked.weight,
        cast(
            ranked.contribution
            + case
                when ranked.contribution_rank = 1
                    then account_scores.score - ranked.contributions_sum
                else 0
            end as decimal(7, 4)
        ) as contribution,
        ranked.contribution_rank,
        ranked.is_observed

    from ranked
    inner join account_scores on ranked.account_id = account_scores.account_id

)

select * from final
