{#- An account key is a CRM id, merged ones and a vendor's own included, else a domain. Two active
    overrides of one account are refused by the gate `overrides_unique`. One that another of the
    account follows without a gap is continued. -#}
with

overrides as (select * from {{ ref('tier_overrides') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

domains as (select * from {{ ref('int_account_domains') }}),

matched as (

    select
        overrides.account_key,
        coalesce(account_keys.account_id, domains.account_id) as account_id,
        overrides.tier,
        trim(overrides.reason) as reason,
        trim(overrides.approved_by) as approved_by,
        overrides.effective_from,
        overrides.expires_on,
        overrides.effective_from <= {{ as_of() }} and {{ as_of() }} < overrides.expires_on
            as is_active

    from overrides
    left join account_keys on trim(overrides.account_key) = account_keys.account_key
    left join domains on {{ normalised_domain('overrides.account_key') }} = domains.domain

),

final as (

    select
        *,
        coalesce(
            lead(effective_from) over (partition by account_id order by effective_from)
            <= expires_on,
            false
        ) as is_continued

    from matched

)

select * from final
