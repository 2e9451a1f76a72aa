/*
Detects: accounts whose gaps are not the roles that their tier requires less those that somebody
active holds.
Why it matters: a gap that is missing is a role that nobody will look for.
A row is: one account with the three counts.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

requirements as (select * from {{ ref('committee_requirements') }}),

committees as (select * from {{ ref('buying_committee') }}),

required as (

    select
        accounts.account_id,
        count(requirements.role) as roles_required

    from accounts
    left join requirements on accounts.tier = requirements.tier
    group by accounts.account_id

),

found as (

    select
        account_id,
        sum(case when required and active_contacts > 0 then 1 else 0 end) as roles_active,
        sum(case when is_gap then 1 else 0 end) as gaps

    from committees
    group by account_id

),

final as (

    select
        required.account_id,
        required.roles_required,
        coalesce(found.roles_active, 0) as roles_active,
        coalesce(found.gaps, 0) as gaps

    from required
    left join found on required.account_id = found.account_id
    where coalesce(found.gaps, 0) <> required.roles_required - coalesce(found.roles_active, 0)

)

select * from final
