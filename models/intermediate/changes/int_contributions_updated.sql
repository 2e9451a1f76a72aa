with

factor_values as (select * from {{ ref('int_factor_values_updated') }}),

{{ score_steps_as_before(sources='int_sources_landed') }},

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
