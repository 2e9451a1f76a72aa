{#- Accounts that had a tier and went out: excluded, or no target any more. -#}
with

accounts as (select * from {{ ref('account_tiers') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

counted as (

    select
        count(*) as accounts,
        count(case when accounts.tier is null then 1 end) as gone_out

    from published_accounts
    inner join accounts on published_accounts.account_id = accounts.account_id
    where published_accounts.tier is not null

),

final as (

    select
        'newly_excluded' as check_name,
        cast(null as string) as pool,
        cast(null as integer) as tier,
        cast(gone_out as double) / nullif(accounts, 0) as value,
        cast(null as decimal(18, 6)) as basis,
        case
            when (select count(*) from published_releases) = 0 then 'skipped: no previous release'
            when accounts = 0 then 'skipped: no account had a tier in both releases'
            else
                cast(gone_out as string)
                || ' of '
                || cast(accounts as string)
                || ' accounts went out'
        end as detail

    from counted

)

select * from final
