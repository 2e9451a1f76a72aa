with

records as (select * from {{ ref('int_records_unioned') }}),

decisions as (select * from {{ ref('identity_decisions') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

decided as (

    select
        decisions.source_table,
        decisions.record_key,
        decisions.account_id as decided_id,
        account_keys.account_id

    from decisions
    left join account_keys on decisions.account_id = account_keys.account_key

),

asserted as (

    select
        records.source_table,
        records.source,
        records.record_key,
        records.domain,
        records.company_name,
        records.country,
        case
            when decided.decided_id = 'none' then null
            when decided.account_id is not null then decided.account_id
            when account_keys.account_id is not null then account_keys.account_id
            when by_email.account_id is not null then by_email.account_id
            else by_domain.account_id
        end as account_id,
        case
            when decided.decided_id = 'none' or decided.account_id is not null then 'decision'
            when account_keys.account_id is not null then 'account_id'
            when by_email.account_id is not null then 'email_domain'
            when by_domain.account_id is not null then 'domain'
        end as matched_by,
        case
            when decided.decided_id = 'none' or decided.account_id is not null
                then records.record_key
            when account_keys.account_id is not null then records.account_key
            when by_email.account_id is not null then records.email_domain
            when by_domain.account_id is not null then records.domain
        end as record_value,
        case
            when decided.decided_id = 'none' or decided.account_id is not null
                then decided.decided_id
            when account_keys.account_id is not null then account_keys.account_key
            when by_email.account_id is not null then by_email.domain
            when by_domain.account_id is not null then by_domain.domain
        end as account_value

    from records
    left join decided
        on
            records.source_table = decided.source_table
            and records.record_key = decided.record_key
    left join account_keys on records.account_key = account_keys.account_key
    left join domains as by_email on records.email_domain = by_email.domain
    left join domains as by_domain on records.domain = by_domain.domain

),

final as (

    select
        source_table,
        source,
        record_key,
        account_id,
        matched_by,
        record_value,
        account_value,
        -- only of interest where they have to tell the account
        case when account_id is null then domain end as domain,
        case when account_id is null then company_name end as company_name,
        case when account_id is null then country end as country

    from asserted

)

select * from final
