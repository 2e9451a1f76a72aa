with

factor_points as (select * from {{ ref('int_factor_points') }}),

components_weighted as (select * from {{ ref('int_components_weighted') }}),

{{ component_scores() }}

select * from component_scores
