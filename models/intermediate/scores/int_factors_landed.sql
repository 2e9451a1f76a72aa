with

factors as (select * from {{ ref('scoring_factors') }}),

sources as (select * from {{ ref('int_sources_landed') }}),

{{ factors_landed() }}

select * from factors_landed
