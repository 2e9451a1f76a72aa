with

contributions as (select * from {{ ref('int_contributions_rounded') }}),

residuals as (select * from {{ ref('int_account_residuals') }}),

final as (

    select
        contributions.account_id,
        contributions.component,
        contributions.factor,
        contributions.value,
        contributions.points,
        contributions.weight,
        cast(
            case
                when contributions.factor = residuals.largest_factor
                    then contributions.contribution + residuals.residual
                else contributions.contribution
            end as decimal(7, 4)
        ) as contribution,
        contributions.is_observed

    from contributions
    inner join residuals on contributions.account_id = residuals.account_id

)

select * from final
