with

contributions_rounded as (select * from {{ ref('int_contributions_rounded') }}),

account_residuals as (select * from {{ ref('int_account_residuals') }}),

{{ score_contributions() }}

select * from score_contributions
