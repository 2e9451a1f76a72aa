with

contributions as (select * from {{ ref('int_score_contributions') }}),

factors as (select * from {{ ref('scoring_factors') }}),

{{ top_reasons('contributions', 'factors') }}

select * from top_reasons
