{#- Who was merged away may not be exported any more (HubSpot never does so, people delete
    duplicates); orders, children and the past go on naming it. What tells of the merge then is a
    person's decision, or the survivor. -#}
{{ config(materialized='view') }}
with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

decided as (

    select
        1 as told_order,
        decisions.record_key as native_id,
        decisions.record_key as crm_account_id,
        decisions.account_id as merged_into_id

    from {{ ref('identity_decisions') }} as decisions
    left join accounts on decisions.account_id = accounts.account_id
    where
        decisions.source_table = 'crm/accounts'
        and (accounts.account_id is not null or decisions.account_id = 'none')

),

told as (

    {{ unioned(
        ['told_order', 'native_id', 'crm_account_id', 'merged_into_id'],
        'decided',
        ['int_hubspot_accounts_merged'],
    ) | indent(4) }}

),

ranked as (

    select
        told.native_id,
        told.crm_account_id,
        told.merged_into_id,
        row_number() over (
            partition by told.crm_account_id
            order by told.told_order, told.merged_into_id
        ) as told_rank

    from told
    left join accounts on told.crm_account_id = accounts.account_id
    where accounts.account_id is null

),

final as (

    select
        merges.crm_account_id,
        accounts.native_id,
        merges.account_id

    from merges
    inner join accounts on merges.crm_account_id = accounts.account_id

    union all

    select
        ranked.crm_account_id,
        ranked.native_id,
        merges.account_id

    from ranked
    inner join merges on ranked.merged_into_id = merges.crm_account_id
    where ranked.told_rank = 1

)

select * from final
