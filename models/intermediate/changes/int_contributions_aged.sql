with

factor_values as (select * from {{ ref('int_factor_values_aged') }}),

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
