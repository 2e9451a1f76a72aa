with

records as (select * from {{ ref('int_records_unioned') }}),

decisions as (select * from {{ ref('identity_decisions') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

final as (

    select
        records.source_table,
        records.source,
        records.record_key,
        records.domain,
        records.company_name,
        records.country,
        case
            when decisions.account_id = 'none' then null
            when decided.account_id is not null then decided.account_id
            when account_keys.account_id is not null then account_keys.account_id
            when by_email.account_id is not null then by_email.account_id
            else by_domain.account_id
        end as account_id,
        case
            when decisions.account_id = 'none' or decided.account_id is not null then 'decision'
            when account_keys.account_id is not null then 'account_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by,
        case
            when decisions.account_id = 'none' or decided.account_id is not null
                then records.record_key
            when account_keys.account_id is not null then records.account_key
            when by_email.account_id is not null then records.email_domain
            when by_domain.account_id is not null then records.domain
        end as record_value,
        case
            when decisions.account_id = 'none' or decided.account_id is not null
                then decisions.account_id
            when account_keys.account_id is not null then account_keys.account_key
            when by_email.account_id is not null then by_email.domain
            when by_domain.account_id is not null then by_domain.domain
        end as account_value

    from records
    left join decisions
        on
            records.source_table = decisions.source_table
            and records.record_key = decisions.record_key
    left join account_keys as decided on decisions.account_id = decided.account_key
    left join account_keys on records.account_key = account_keys.account_key
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain

)

select * from final
