with

records as (select * from {{ ref('int_records_unioned') }}),

decisions as (select * from {{ ref('identity_decisions') }}),

merges as (select * from {{ ref('int_account_merges') }}),

domains as (select * from {{ ref('int_account_domains') }}),

final as (

    select
        records.source_table,
        records.record_key,
        records.domain,
        records.company_name,
        records.country,
        coalesce(decisions.account_id = 'none', false) as is_parted,
        case
            when decisions.account_id = 'none' then null
            when decided.account_id is not null then decided.account_id
            when merges.account_id is not null then merges.account_id
            when by_email.account_id is not null then by_email.account_id
            else by_domain.account_id
        end as account_id,
        case
            when decisions.account_id = 'none' or decided.account_id is not null then 'decision'
            when merges.account_id is not null then 'account_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by,
        case
            when decisions.account_id = 'none' or decided.account_id is not null
                then records.record_key
            when merges.account_id is not null then records.crm_account_id
            when by_email.account_id is not null then records.email_domain
            when by_domain.account_id is not null then records.domain
        end as record_value,
        case
            when decisions.account_id = 'none' or decided.account_id is not null
                then decisions.account_id
            when merges.account_id is not null then merges.crm_account_id
            when by_email.account_id is not null then by_email.domain
            when by_domain.account_id is not null then by_domain.domain
        end as account_value

    from records
    left join decisions
        on
            records.source_table = decisions.source_table
            and records.record_key = decisions.record_key
    left join merges as decided on decisions.account_id = decided.crm_account_id
    left join merges on records.crm_account_id = merges.crm_account_id
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain

)

select * from final
