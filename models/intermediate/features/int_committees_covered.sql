with

committee_members as (select * from {{ ref('int_committee_members') }}),

buying_roles as (select * from {{ ref('buying_roles') }}),

{{ committees_covered() }}

select * from committees_covered
