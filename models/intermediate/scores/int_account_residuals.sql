with

contributions_rounded as (select * from {{ ref('int_contributions_rounded') }}),

account_scores as (select * from {{ ref('int_account_scores') }}),

{{ account_residuals() }}

select * from account_residuals
