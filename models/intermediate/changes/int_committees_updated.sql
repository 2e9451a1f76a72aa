{#- Whose signal is worth points is configuration (SCORING 6, c0): where signal types changed, who
    is active changed with them. -#}
with

changes as (select * from {{ ref('int_scoring_changes') }}),

contacts as (

    select contacts.*

    from {{ ref('int_contacts_unioned') }} as contacts
    inner join changes on changes.is_signal_types_changed

),

signals as (

    select signals.*

    from {{ ref('int_signals_unioned') }} as signals
    inner join changes on changes.is_signal_types_changed

),

links as (select * from {{ ref('int_account_links') }}),

signal_types as (select * from {{ ref('stg_published__signal_types') }}),

role_titles as (select * from {{ ref('buying_role_titles') }}),

buying_roles as (select * from {{ ref('buying_roles') }}),

{{ committee_members() }},

{{ committees_covered() }}

select
    account_id,
    coverage

from committees_covered
