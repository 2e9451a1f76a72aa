{#- How much less is known of the accounts in both releases, on average. -#}
with

accounts as (select * from {{ ref('account_tiers') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

averaged as (

    select
        avg(accounts.score_coverage) as coverage,
        avg(published_accounts.score_coverage) as previous_coverage

    from published_accounts
    inner join accounts on published_accounts.account_id = accounts.account_id

),

final as (

    select
        'coverage_drop' as check_name,
        cast(null as string) as pool,
        cast(null as integer) as tier,
        round(
            case
                when previous_coverage > coverage
                    then cast(previous_coverage as double) - cast(coverage as double)
                when coverage is not null then 0
            end, 6
        ) as value,
        cast(null as decimal(18, 6)) as basis,
        case
            when (select count(*) from published_releases) = 0 then 'skipped: no previous release'
            when coverage is null then 'skipped: no account is in both releases'
            else
                'mean coverage '
                || cast(cast(round(previous_coverage, 4) as decimal(7, 4)) as string)
                || ' before, '
                || cast(cast(round(coverage, 4) as decimal(7, 4)) as string)
                || ' now'
        end as detail

    from averaged

)

select * from final
