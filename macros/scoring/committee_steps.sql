{#- SCORING 7, committee_coverage, step by step: lists of CTEs, for the signal types in force (int_committee_members,
    int_committees_covered) and for those of the previous release (int_committees_updated). -#}

{#- Reads contacts, links, role_titles, signals (int_signals_unioned) and signal_types: one row per contact of an account.
    A person is active who gave a signal worth points: mail we sent, and opting out, are no activity. -#}
{% macro committee_members() -%}
people as (

    select
        signals.contact_key,
        max(signals.occurred_on) as last_active_on

    from signals
    inner join signal_types on signals.signal_type = lower(trim(signal_types.signal_type))
    where signals.contact_key is not null and signal_types.points > 0
    group by signals.contact_key

),

committee_members as (

    select
        contacts.contact_id,
        links.account_id,
        contacts.email,
        coalesce(contacts.buying_role, lower(trim(role_titles.role))) as buying_role,
        coalesce(lower(contacts.seniority), lower(trim(role_titles.seniority))) as seniority,
        greatest(
            coalesce(by_id.last_active_on, by_email.last_active_on),
            coalesce(by_email.last_active_on, by_id.last_active_on)
        ) as last_active_on

    from contacts
    inner join links
        on
            links.source_table = 'crm/contacts'
            and contacts.contact_id = links.record_key
    left join role_titles on lower(contacts.title) = lower(trim(role_titles.title))
    left join people as by_id on contacts.contact_id = by_id.contact_key
    left join people as by_email on contacts.email = by_email.contact_key
    where links.account_id is not null and not contacts.is_deleted

)
{%- endmacro %}

{#- Reads committee_members and buying_roles: one row per account with a contact, the share of required roles in which
    one was active. -#}
{% macro committees_covered() -%}
roles as (

    select lower(trim(role)) as buying_role

    from buying_roles
    where is_required

),

covered as (

    select
        members.account_id,
        count(
            distinct case
                when
                    {{ days_between('members.last_active_on', as_of()) }}
                    <= cast({{ setting('committee_active_days') }} as integer)
                    then roles.buying_role
            end
        ) as roles_covered

    from committee_members as members
    left join roles on members.buying_role = roles.buying_role
    group by members.account_id

),

required as (select count(*) as roles_required from roles),

committees_covered as (

    select
        covered.account_id,
        covered.roles_covered,
        required.roles_required,
        {{ rounded_ratio('covered.roles_covered', 'required.roles_required', 4, 7) }} as coverage

    from covered
    cross join required

)
{%- endmacro %}
