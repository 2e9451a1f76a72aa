{#- Which company outside the CRM a record is about, as identity does it for accounts: by its own
    domain, else by name and country, where one side may say no country. A name that several
    companies have tells none of them. -#}
with

asserted as (select * from {{ ref('int_records_asserted') }}),

links as (select * from {{ ref('int_account_links') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

names as (select * from {{ ref('int_names_normalised') }}),

candidates as (

    select distinct
        source_table,
        record_key

    from {{ ref('int_candidates_weighed') }}

),

records as (

    select
        asserted.source_table,
        asserted.record_key,
        asserted.company_name,
        asserted.country,
        names.canonical_key as name_key,
        case when not hosts.is_shared then hosts.domain end as domain,
        candidates.record_key is not null as is_in_review

    from asserted
    inner join links
        on
            asserted.source_table = links.source_table
            and asserted.record_key = links.record_key
    left join hosts on asserted.domain = hosts.host
    left join names on asserted.company_name = names.spelling
    left join candidates
        on
            asserted.source_table = candidates.source_table
            and asserted.record_key = candidates.record_key
    where
        links.account_id is null
        and asserted.source_table in (
            'firmographics/companies', 'technographics/installs', 'lists/accounts'
        )

),

holders as (

    select
        name_key,
        count(distinct domain) as domains,
        min(domain) as domain,
        count(distinct country) as countries,
        min(country) as country

    from records
    where name_key is not null
    group by name_key

),

placed as (

    select
        records.*,
        coalesce(
            records.country, case when holders.countries = 1 then holders.country end
        ) as known_country,
        case when holders.domains = 1 and holders.countries <= 1 then holders.domain end
            as holders_domain

    from records
    left join holders on records.name_key = holders.name_key

),

final as (

    select
        source_table,
        record_key,
        case
            when coalesce(domain, holders_domain) is not null
                then concat('domain:', coalesce(domain, holders_domain))
            else concat_ws(':', 'name', name_key, lower(known_country))
        end as company_id,
        company_name,
        coalesce(domain, holders_domain) as domain,
        known_country as country,
        is_in_review

    from placed
    where domain is not null or name_key is not null

)

select * from final
