with

factor_values as (select * from {{ ref('int_factor_values') }}),

factors_landed as (select * from {{ ref('int_factors_landed') }}),

points as (select * from {{ ref('scoring_points') }}),

{{ factor_points() }}

select * from factor_points
