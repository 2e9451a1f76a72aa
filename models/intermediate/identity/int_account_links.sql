{#- Who a record is about, by the first evidence that names an account we know: a person's decision,
    account id, e-mail domain, domain, name and country, name, another name of the company, and then
    what agrees well enough and much better with one account than with every other. -#}
with

asserted as (select * from {{ ref('int_records_asserted') }}),

named as (select * from {{ ref('int_records_named') }}),

weighed as (

    select * from {{ ref('int_candidates_weighed') }}
    where is_link

),

final as (

    select
        asserted.source_table,
        asserted.source,
        asserted.record_key,
        coalesce(asserted.account_id, named.account_id, weighed.account_id) as account_id,
        coalesce(
            asserted.matched_by,
            named.matched_by,
            case when weighed.account_id is not null then 'probabilistic' end
        ) as matched_by,
        coalesce(
            asserted.record_value,
            named.record_value,
            case
                when weighed.account_id is not null
                    then concat_ws(', ', weighed.company_name, weighed.country, weighed.domain)
            end
        ) as record_value,
        coalesce(
            asserted.account_value,
            named.account_value,
            case
                when weighed.account_id is not null
                    then concat_ws(
                        ', ', weighed.account_name, weighed.account_country, weighed.account_domain
                    )
            end
        ) as account_value,
        weighed.weight,
        weighed.name_level,
        weighed.name_weight,
        weighed.country_level,
        weighed.country_weight,
        weighed.domain_level,
        weighed.domain_weight

    from asserted
    left join named
        on
            asserted.source_table = named.source_table
            and asserted.record_key = named.record_key
    left join weighed
        on
            asserted.source_table = weighed.source_table
            and asserted.record_key = weighed.record_key

)

select * from final
