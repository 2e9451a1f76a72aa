with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

known as (

    {{ known_ids('accounts', 'account_id') | indent(4) }}

),

final as (

    select
        known.known_id as account_key,
        merges.crm_account_id,
        merges.account_id

    from known
    inner join merges on known.account_id = merges.crm_account_id

)

select * from final
