{{ config(materialized='ephemeral') }}
with

users as (select * from {{ ref('stg_salesforce__users') }}),

roles as (select * from {{ ref('stg_salesforce__user_roles') }}),

final as (

    select
        'salesforce/users' as source,
        {{ namespaced('salesforce', 'users.owner_id') }} as owner_id,
        users.owner_name,
        coalesce(roles.role_name, users.title) as role,
        users.division as region,
        users.department as team,
        users.is_active,
        cast(null as date) as recorded_on

    from users
    left join roles on users.user_role_id = roles.user_role_id

)

select * from final
