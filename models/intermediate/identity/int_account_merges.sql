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

{{ survivors('links') }},

final as (

    select
        accounts.account_id as crm_account_id,
        coalesce(survivors.survivor_id, accounts.account_id) as account_id

    from accounts
    left join survivors on accounts.account_id = survivors.record_id

)

select * from final
