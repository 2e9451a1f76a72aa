{#- An override that places nobody is a typing error (2), unless its account was there in the
    previous release, or that one was published with it in force: it placed somebody once (1). -#}
with

overrides as (select * from {{ ref('int_overrides_matched') }}),

published_accounts as (select * from {{ ref('stg_published__account_domains') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

published_overrides as (

    select distinct lower(trim(overrides.account_key)) as account_key

    from {{ ref('stg_published__tier_overrides') }} as overrides
    cross join published_releases
    where
        overrides.effective_from <= published_releases.as_of_date
        and published_releases.as_of_date < overrides.expires_on

),

judged as (

    select
        overrides.account_key,
        case
            when overrides.account_id is not null then 0
            when published_accounts.account_id is not null then 1
            when published_overrides.account_key is not null then 1
            else 2
        end as severity

    from overrides
    left outer join published_accounts
        on
            published_accounts.account_id = trim(overrides.account_key)
            or published_accounts.domain = {{ normalised_domain('overrides.account_key') }}
    left outer join published_overrides
        on lower(trim(overrides.account_key)) = published_overrides.account_key
    where overrides.is_active

),

worst as (

    select
        account_key,
        min(severity) as severity

    from judged
    group by account_key

),

final as (

    select
        'overrides_matched' as check_name,
        cast(null as string) as pool,
        cast(null as integer) as tier,
        cast(coalesce(max(severity), 0) as double) as value,
        cast(null as decimal(18, 6)) as basis,
        case
            when count(*) = 0 then 'no active override'
            when max(severity) = 0 then cast(count(*) as string) || ' active overrides, all matched'
            else
                'without account: '
                || {{ joined_text("case when severity > 0 then account_key end") }}
        end as detail

    from worst

)

select * from final
