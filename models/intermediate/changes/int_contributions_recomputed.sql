with

factor_values as (select * from {{ ref('int_factor_values_recalled') }}),

sources as (select * from {{ ref('stg_published__landed_sources') }}),

components as (select * from {{ ref('stg_published__scoring_components') }}),

factors as (select * from {{ ref('stg_published__scoring_factors') }}),

points as (select * from {{ ref('stg_published__scoring_points') }}),

{{ score_steps() }}

select
    account_id,
    component,
    factor,
    contribution

from score_contributions
