with recursive

accounts as (select * from {{ ref('int_accounts_unioned') }}),

-- a decision for an account that is not known decides nothing
decided as (

    select
        decisions.record_key as account_id,
        survivors.account_id as survivor_id

    from {{ ref('identity_decisions') }} as decisions
    left join accounts as survivors on decisions.account_id = survivors.account_id
    where
        decisions.source_table = 'crm/accounts'
        and (survivors.account_id is not null or decisions.account_id = 'none')

),

pointers as (

    select
        accounts.account_id,
        case
            when decided.account_id is not null then decided.survivor_id
            else accounts.merged_into_id
        end as survivor_id

    from accounts
    left join decided on accounts.account_id = decided.account_id

),

links as (

    select
        merged.account_id as record_id,
        survivors.account_id as parent_id

    from pointers as merged
    inner join accounts as survivors on merged.survivor_id = survivors.account_id
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
