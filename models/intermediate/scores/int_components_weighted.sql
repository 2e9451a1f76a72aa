with

components as (select * from {{ ref('scoring_components') }}),

factors_landed as (select * from {{ ref('int_factors_landed') }}),

{{ components_weighted() }}

select * from components_weighted
