{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'owner_id',
    'owner_name',
    'role',
    'region',
    'team',
    'recorded_on',
] -%}
with

salesforce_users as (select * from {{ ref('stg_salesforce__users') }}),

salesforce_roles as (select * from {{ ref('stg_salesforce__user_roles') }}),

crm as (

    select
        'crm/owners' as source,
        *

    from {{ ref('stg_crm__owners') }}

),

salesforce as (

    select
        'salesforce/users' as source,
        {{ namespaced('salesforce', 'users.owner_id') }} as owner_id,
        users.owner_name,
        coalesce(roles.role_name, users.title) as role,
        users.division as region,
        users.department as team,
        cast(null as date) as recorded_on

    from salesforce_users as users
    left join salesforce_roles as roles on users.user_role_id = roles.user_role_id

),

final as (

    {{ unioned(columns, ['crm', 'salesforce']) | indent(4) }}

)

select * from final
