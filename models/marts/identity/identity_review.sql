with

candidates as (select * from {{ ref('int_candidates_weighed') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

refreshes as (select * from {{ ref('stg_refresh__refreshes') }}),

linked as (

    select
        source_table,
        record_key

    from candidates
    where is_link

),

counted as (

    select
        candidates.*,
        count(*) over (
            partition by candidates.source_table, candidates.record_key
        ) as candidates

    from candidates
    left join linked
        on
            candidates.source_table = linked.source_table
            and candidates.record_key = linked.record_key
    where linked.record_key is null

),

final as (

    select
        counted.source_table,
        counted.record_key,
        counted.company_name as record_name,
        counted.country as record_country,
        counted.domain as record_domain,
        cast(counted.candidate_order as integer) as candidate_order,
        cast(counted.candidates as integer) as candidates,
        counted.account_id,
        accounts.account_name,
        accounts.country as account_country,
        accounts.domain as account_domain,
        counted.account_name as compared_name,
        counted.weight,
        counted.name_level,
        counted.name_weight,
        counted.country_level,
        counted.country_weight,
        counted.domain_level,
        counted.domain_weight,
        case
            when counted.weight < {{ match_setting('link_weight') }} then 'below_link_weight'
            else 'several_candidates'
        end as reason,
        {{ as_of() }} as as_of_date,
        refreshes.release_id

    from counted
    inner join accounts on counted.account_id = accounts.account_id
    cross join refreshes
    where counted.candidate_order <= {{ match_setting('max_candidates') }}

)

select * from final
