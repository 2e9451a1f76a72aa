with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

members as (select * from {{ ref('int_committee_members') }}),

requirements as (select * from {{ ref('committee_requirements') }}),

required as (

    select
        tiered.account_id,
        lower(trim(requirements.role)) as role

    from tiered
    inner join requirements on tiered.tier = requirements.tier

),

ranked as (

    select
        members.account_id,
        members.buying_role as role,
        members.contact_id,
        members.seniority,
        members.last_active_on,
        coalesce(
            {{ days_between('members.last_active_on', as_of()) }}
            <= cast({{ setting('committee_active_days') }} as integer),
            false
        ) as is_active,
        row_number() over (
            partition by members.account_id, members.buying_role
            order by members.last_active_on desc nulls last, members.contact_id asc
        ) as recency

    from members
    where members.buying_role is not null

),

filled as (

    select
        account_id,
        role,
        max(case when recency = 1 then contact_id end) as contact_id,
        max(case when recency = 1 then seniority end) as seniority,
        count(*) as contacts,
        sum(case when is_active then 1 else 0 end) as active_contacts,
        max(last_active_on) as last_active_on

    from ranked
    group by account_id, role

),

final as (

    select
        coalesce(required.account_id, filled.account_id) as account_id,
        coalesce(required.role, filled.role) as role,
        filled.contact_id,
        filled.seniority,
        coalesce(filled.contacts, 0) as contacts,
        cast(coalesce(filled.active_contacts, 0) as bigint) as active_contacts,
        required.role is not null as is_required,
        required.role is not null and coalesce(filled.active_contacts, 0) = 0 as is_gap,
        filled.last_active_on

    from required
    full outer join filled
        on
            required.account_id = filled.account_id
            and required.role = filled.role

)

select * from final
