/*
Detects: CRM accounts that got lost on the way to account_tiers, or came from nowhere. Every CRM
record is either an account of account_tiers or merged into one.
Why it matters: an account that silently has no tier is worked by nobody, and no total can be
trusted.
A row is: one CRM record or account, and what is wrong with it.
*/
with

records as (select * from {{ ref('int_accounts_unioned') }}),

merged_records as (select * from {{ ref('int_account_merges') }}),

accounts as (select * from {{ ref('account_tiers') }}),

unmerged as (

    select
        records.account_id,
        'CRM record without an entry in int_account_merges' as problem

    from records
    left outer join merged_records on records.account_id = merged_records.crm_account_id
    where merged_records.crm_account_id is null

),

lost as (

    select
        merged_records.crm_account_id as account_id,
        'CRM record whose account is not in account_tiers' as problem

    from merged_records
    left outer join accounts on merged_records.account_id = accounts.account_id
    where accounts.account_id is null

),

invented as (

    select
        accounts.account_id,
        'account that is no CRM record' as problem

    from accounts
    left outer join records on accounts.account_id = records.account_id
    where records.account_id is null

),

counted as (

    select
        (select count(*) from records) as crm_records,
        (select count(*) from accounts) as accounts,
        (
            select count(*)
            from merged_records
            where crm_account_id <> account_id
        ) as merged_away

),

miscounted as (

    select
        cast(null as string) as account_id,
        cast(crm_records as string)
        || ' CRM records, but '
        || cast(accounts as string)
        || ' accounts and '
        || cast(merged_away as string)
        || ' merged away' as problem

    from counted
    where crm_records <> accounts + merged_away

),

final as (

    select * from unmerged

    union all

    select * from lost

    union all

    select * from invented

    union all

    select * from miscounted

)

select * from final
