{#- An account that records were merged into by a person's decision is still several records of its
    CRM; one that the CRM itself merged away, or deleted, is no record that could be updated. -#}
with

records as (select * from {{ ref('int_accounts_unioned') }}),

merges as (select * from {{ ref('int_account_merges') }}),

final as (

    select
        merges.crm_account_id,
        merges.account_id,
        split_part(records.source, '/', 1) as crm,
        records.native_id as crm_record_id,
        records.merged_into_id is null and not coalesce(records.is_deleted, false) as is_updatable,
        coalesce(records.do_not_contact, false) as is_do_not_contact

    from merges
    inner join records on merges.crm_account_id = records.account_id

)

select * from final
