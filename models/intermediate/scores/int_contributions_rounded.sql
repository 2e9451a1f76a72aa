with

factor_points as (select * from {{ ref('int_factor_points') }}),

component_scores as (select * from {{ ref('int_component_scores') }}),

{{ contributions_rounded() }}

select * from contributions_rounded
