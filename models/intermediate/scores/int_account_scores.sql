{#- A component that does not exist has a null score column (MARTS). -#}
with

component_scores as (select * from {{ ref('int_component_scores') }}),

final as (

    select
        account_id,
        {%- for component in ['icp_fit', 'intent', 'engagement', 'strategic'] %}
        cast(
            round(max(case when component = '{{ component }}' then component_score end), 2)
            as decimal(7, 4)
        ) as {{ component }}_score,
        {%- endfor %}
        cast(
            round(sum(applied_weight * coalesce(component_score, 0)), 4) as decimal(7, 4)
        ) as score,
        cast(round(sum(applied_weight * observed_weight), 4) as decimal(7, 4)) as score_coverage

    from component_scores
    group by account_id

)

select * from final
