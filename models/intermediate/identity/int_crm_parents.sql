with recursive

accounts as (select * from {{ ref('int_accounts_unioned') }}),

records as (select * from {{ ref('int_account_survivors') }}),

links as (

    select
        accounts.account_id as record_id,
        parents.account_id as parent_id

    from accounts
    inner join records as survivors
        on
            accounts.account_id = survivors.crm_account_id
            and accounts.account_id = survivors.account_id
    inner join records as parents on accounts.parent_account_id = parents.crm_account_id
    where accounts.account_id <> parents.account_id

),

{{ acyclic_parents('links') }},

final as (

    select
        record_id as account_id,
        parent_id as parent_account_id

    from acyclic

)

select * from final
