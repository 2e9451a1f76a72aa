{#- The columns of crm/accounts, by the source contract, are what a rule may name. -#}
{% set columns = [
    'account_id', 'name', 'website', 'domain', 'parent_account_id', 'owner_id', 'account_type', 'lifecycle_stage',
    'industry', 'annual_revenue', 'employee_count', 'country', 'region', 'city', 'is_strategic', 'is_target_account',
    'do_not_contact', 'currency', 'created_at', 'updated_at', 'is_deleted', 'merged_into_id',
] -%}
with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

crm_accounts as (select * from {{ ref('int_accounts_unioned') }}),

rules as (select * from {{ ref('exclusion_rules') }}),

matched as (

    select
        accounts.account_id,
        trim(rules.reason) as reason

    from accounts
    inner join crm_accounts on accounts.account_id = crm_accounts.account_id
    inner join rules
        on
            lower(trim(rules.value)) = lower(trim(
                case rules.field
                    {%- for column in columns %}
                    when '{{ column }}' then cast(crm_accounts.{{ column }} as string)
                    {%- endfor %}
                end
            ))
            -- 1000 is 1000.00
            or (
                rules.field = 'annual_revenue'
                and try_cast(rules.value as decimal(28, 10)) = crm_accounts.annual_revenue
            )

),

final as (

    select
        account_id,
        min(reason) as reason

    from matched
    group by account_id

)

select * from final
