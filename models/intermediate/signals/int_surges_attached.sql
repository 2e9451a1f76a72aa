with

surges as (select * from {{ ref('int_intent_surges_unioned') }}),

domains as (select * from {{ ref('int_account_domains') }}),

final as (

    select
        nullif(surges.source, 'intent/surges') as vendor_table,
        domains.account_id,
        surges.topic,
        -- only of interest where it led to no account
        case when domains.account_id is null then surges.domain end as domain,
        cast(surges.strength as decimal(18, 6)) as strength,
        surges.observed_on

    from surges
    left join domains on surges.domain = domains.domain

)

select * from final
