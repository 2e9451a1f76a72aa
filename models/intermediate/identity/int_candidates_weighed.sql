{#- Fellegi and Sunter: each comparison adds log2(m / u) bits for the level on which the two sides
    agree, to the weight of any pair before it is compared. What one side does not say adds nothing.
    Of an account's several names the one that agrees best counts. -#}
with

records as (select * from {{ ref('int_records_asserted') }}),

named as (select * from {{ ref('int_records_named') }}),

hosts as (select * from {{ ref('int_domains_registered') }}),

compared as (select * from {{ ref('int_names_compared') }}),

account_names as (select * from {{ ref('int_account_names') }}),

levels as (

    select
        comparison,
        level,
        cast(log2(m_probability / u_probability) as decimal(9, 4)) as weight

    from {{ ref('match_levels') }}

),

open_records as (

    select
        records.source_table,
        records.record_key,
        records.company_name,
        records.country,
        case when not hosts.is_shared then hosts.domain end as domain

    from records
    left join named
        on
            records.source_table = named.source_table
            and records.record_key = named.record_key
    left join hosts on records.domain = hosts.host
    where
        records.matched_by is null
        and named.record_key is null
        and records.company_name is not null

),

pairs as (

    select
        open_records.source_table,
        open_records.record_key,
        account_names.account_id,
        account_names.crm_account_id,
        open_records.company_name,
        open_records.country,
        open_records.domain,
        account_names.account_name,
        account_names.country as account_country,
        account_names.domain as account_domain,
        compared.name_level,
        case
            when open_records.country = account_names.country then 'same_country'
            when open_records.country <> account_names.country then 'other_country'
        end as country_level,
        case
            when split_part(open_records.domain, '.', 1) = split_part(account_names.domain, '.', 1)
                then 'same_label'
            when split_part(open_records.domain, '.', 1) <> split_part(account_names.domain, '.', 1)
                then 'other_label'
        end as domain_level

    from open_records
    inner join compared on open_records.company_name = compared.spelling
    inner join account_names on compared.account_name = account_names.account_name
    where compared.name_level <> 'other_name'

),

weighed as (

    select
        pairs.*,
        name_levels.weight as name_weight,
        cast(coalesce(country_levels.weight, 0) as decimal(9, 4)) as country_weight,
        cast(coalesce(domain_levels.weight, 0) as decimal(9, 4)) as domain_weight,
        cast(
            {{ match_setting('prior_weight') }}
            + name_levels.weight
            + coalesce(country_levels.weight, 0)
            + coalesce(domain_levels.weight, 0) as decimal(9, 4)
        ) as weight

    from pairs
    inner join levels as name_levels
        on
            name_levels.comparison = 'name'
            and pairs.name_level = name_levels.level
    left join levels as country_levels
        on
            country_levels.comparison = 'country'
            and pairs.country_level = country_levels.level
    left join levels as domain_levels
        on
            domain_levels.comparison = 'domain'
            and pairs.domain_level = domain_levels.level

),

best_names as (

    select
        *,
        row_number() over (
            partition by source_table, record_key, account_id
            order by weight desc nulls last, crm_account_id
        ) as name_order

    from weighed
    where weight >= {{ match_setting('review_weight') }}

),

ranked as (

    select
        source_table,
        record_key,
        account_id,
        company_name,
        country,
        domain,
        account_name,
        account_country,
        account_domain,
        name_level,
        country_level,
        domain_level,
        name_weight,
        country_weight,
        domain_weight,
        weight,
        row_number() over (
            partition by source_table, record_key
            order by weight desc nulls last, account_id
        ) as candidate_order,
        lead(weight) over (
            partition by source_table, record_key
            order by weight desc nulls last, account_id
        ) as next_weight

    from best_names
    where name_order = 1

),

final as (

    select
        *,
        candidate_order = 1
        and weight >= {{ match_setting('link_weight') }}
        and coalesce(weight - next_weight >= {{ match_setting('link_margin') }}, true) as is_link

    from ranked

)

select * from final
