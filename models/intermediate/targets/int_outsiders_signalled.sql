{#- Signals of domains that no account carries. Domains that many companies share are nobody's. -#}
{{ config(materialized='view') }}
with

attached as (

    select * from {{ ref('int_signals_attached') }}
    where
        account_id is null
        and is_signal
        and coalesce(email_domain, domain) is not null

),

hosts as (

    select
        host,
        domain

    from {{ ref('int_domains_registered') }}
    where not is_shared and domain is not null

),

final as (

    select
        concat('domain:', coalesce(by_email.domain, by_domain.domain)) as company_id,
        coalesce(by_email.domain, by_domain.domain) as domain,
        attached.source_table,
        attached.contact_key,
        attached.signal_type,
        attached.event_name,
        attached.strength,
        attached.occurred_on

    from attached
    left join hosts as by_email on attached.email_domain = by_email.host
    left join hosts as by_domain on attached.domain = by_domain.host
    where by_email.domain is not null or by_domain.domain is not null

)

select * from final
