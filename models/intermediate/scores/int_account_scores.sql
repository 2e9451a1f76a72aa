with

component_scores as (select * from {{ ref('int_component_scores') }}),

{{ account_scores() }}

select * from account_scores
