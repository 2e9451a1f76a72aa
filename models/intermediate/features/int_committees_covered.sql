with

members as (select * from {{ ref('int_committee_members') }}),

roles as (

    select lower(trim(role)) as buying_role

    from {{ ref('buying_roles') }}
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

    from members
    left join roles on members.buying_role = roles.buying_role
    group by members.account_id

),

required as (select count(*) as roles_required from roles),

final as (

    select
        covered.account_id,
        covered.roles_covered,
        required.roles_required,
        {{ rounded_ratio('covered.roles_covered', 'required.roles_required', 4, 7) }} as coverage

    from covered
    cross join required

)

select * from final
