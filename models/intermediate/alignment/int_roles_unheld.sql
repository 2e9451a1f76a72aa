with

service_levels as (select * from {{ ref('tier_slas') }}),

capacities as (select * from {{ ref('role_capacities') }}),

owners as (select * from {{ ref('int_owners_unioned') }}),

named as (

    select lower(trim(role)) as role from service_levels

    union distinct

    select lower(trim(role)) as role from capacities

),

held as (

    select distinct lower(trim(role)) as role

    from owners
    where is_active

),

final as (

    select named.role

    from named
    left join held on named.role = held.role
    where
        named.role is not null
        and held.role is null

)

select * from final
