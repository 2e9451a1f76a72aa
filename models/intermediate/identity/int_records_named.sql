{#- The keys of account names are counted before they are joined, so a name that thousands have
    costs nothing. -#}
with

records as (

    select * from {{ ref('int_records_asserted') }}
    where matched_by is null and company_name is not null

),

names as (select * from {{ ref('int_names_normalised') }}),

account_names as (select * from {{ ref('int_account_names') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

-- a legal form tells two companies of one name apart, its absence does not
account_keys as (

    select
        1 as key_order,
        full_key as name_key,
        account_id,
        country,
        domain,
        account_name,
        core_key

    from account_names
    where full_key <> name_key

    union all

    select
        2 as key_order,
        name_key,
        account_id,
        country,
        domain,
        account_name,
        core_key

    from account_names

    union all

    select
        3 as key_order,
        canonical_key as name_key,
        account_id,
        country,
        domain,
        account_name,
        core_key

    from account_names

),

holders as (

    select
        key_order,
        name_key,
        count(distinct account_id) as accounts,
        min(account_id) as account_id,
        min(account_name) as account_name,
        min(country) as country,
        min(domain) as domain,
        min(core_key) as core_key

    from account_keys
    group by key_order, name_key

),

compatriots as (

    select
        key_order,
        name_key,
        country,
        count(distinct account_id) as accounts,
        min(account_id) as account_id,
        min(account_name) as account_name

    from account_keys
    where country is not null
    group by key_order, name_key, country

),

named as (

    select
        records.source_table,
        records.record_key,
        records.company_name,
        records.country,
        names.full_key,
        names.name_key,
        names.core_key,
        names.canonical_key,
        case when not hosts.is_shared then hosts.domain end as domain

    from records
    inner join names on records.company_name = names.spelling
    left join hosts on records.domain = hosts.host

),

record_keys as (

    select *, 1 as key_order, full_key as asked_key
    from named
    where full_key <> name_key

    union all

    select *, 2 as key_order, name_key as asked_key
    from named

    union all

    -- another name of the company, where no account has its own
    select named.*, 3 as key_order, named.canonical_key as asked_key
    from named
    left join holders
        on
            holders.key_order = 2
            and named.name_key = holders.name_key
    where holders.name_key is null

),

found as (

    select
        record_keys.source_table,
        record_keys.record_key,
        record_keys.company_name,
        record_keys.country,
        record_keys.key_order,
        case
            when compatriots.accounts = 1 then 'name_country'
            when
                holders.accounts = 1
                and (record_keys.country is null or holders.country is null)
                and coalesce(
                    split_part(record_keys.domain, '.', 1) = split_part(holders.domain, '.', 1),
                    true
                )
                then 'name'
        end as matched_by,
        case when compatriots.accounts = 1 then compatriots.account_id else holders.account_id end
            as account_id,
        case
            when compatriots.accounts = 1 then compatriots.account_name else holders.account_name
        end as account_name,
        case when compatriots.accounts = 1 then compatriots.country else holders.country end
            as account_country

    from record_keys
    inner join holders
        on
            record_keys.key_order = holders.key_order
            and record_keys.asked_key = holders.name_key
    left join compatriots
        on
            record_keys.key_order = compatriots.key_order
            and record_keys.asked_key = compatriots.name_key
            and record_keys.country = compatriots.country
    -- what is the same but for a descriptor has no other name
    where record_keys.key_order < 3 or record_keys.core_key <> holders.core_key

),

ranked as (

    select
        *,
        row_number() over (
            partition by source_table, record_key
            order by key_order
        ) as found_order

    from found
    where matched_by is not null

),

final as (

    select
        source_table,
        record_key,
        account_id,
        case when key_order = 3 then 'company_alias' else matched_by end as matched_by,
        concat_ws(', ', company_name, country) as record_value,
        concat_ws(', ', account_name, account_country) as account_value

    from ranked
    where found_order = 1

)

select * from final
