with recursive

accounts as (select * from {{ ref('int_accounts_unioned') }}),

decisions as (

    select * from {{ ref('identity_decisions') }}
    where source_table = 'crm/accounts'

),

links as (

    select
        merged.account_id as record_id,
        survivors.account_id as parent_id

    from accounts as merged
    left join decisions on merged.account_id = decisions.record_key
    inner join accounts as survivors
        on coalesce(decisions.account_id, merged.merged_into_id) = survivors.account_id
    where merged.account_id <> survivors.account_id

),

{{ acyclic_parents('links') }},

followed as (

    select
        accounts.account_id as crm_account_id,
        accounts.account_id as reached_id

    from accounts
    left join acyclic on accounts.account_id = acyclic.record_id
    where acyclic.record_id is null

    union all

    select
        acyclic.record_id as crm_account_id,
        followed.reached_id

    from followed
    inner join acyclic on followed.crm_account_id = acyclic.parent_id

),

final as (

    select
        crm_account_id,
        reached_id as account_id

    from followed

)

select * from final
