with

contacts as (select * from {{ ref('int_contacts_unioned') }}),

links as (select * from {{ ref('int_account_links') }}),

signals as (select * from {{ ref('int_signals_unioned') }}),

signal_types as (select * from {{ ref('signal_types') }}),

role_titles as (select * from {{ ref('buying_role_titles') }}),

{{ committee_members() }}

select * from committee_members
