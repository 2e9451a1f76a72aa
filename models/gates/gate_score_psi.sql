{#- Population stability index of the scores of accounts in both releases: over the bins that
    the deciles of the previous scores make, the sum of (now - before) * ln(now / before),
    shares floored at 0.0001. Below `min_accounts` the index is mostly noise. -#}
{%- set min_accounts = 300 %}
with

accounts as (select * from {{ ref('account_tiers') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

compared as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.score,
        published_accounts.score as previous_score,
        count(*) over (partition by accounts.pool) as accounts,
        row_number() over (
            partition by accounts.pool
            order by published_accounts.score asc nulls last, accounts.account_id asc
        ) as place

    from published_accounts
    inner join accounts on published_accounts.account_id = accounts.account_id

),

edges as (

    select distinct
        pool,
        previous_score as edge

    from compared
    where
        place < accounts
        and floor(place * 10.0 / accounts) > floor((place - 1) * 10.0 / accounts)

),

scores as (

    select
        pool,
        score,
        1 as is_now

    from compared

    union all

    select
        pool,
        previous_score as score,
        0 as is_now

    from compared

),

counted as (

    select
        pool,
        score,
        sum(is_now) as now_accounts,
        sum(1 - is_now) as before_accounts

    from scores
    group by pool, score

),

binned as (

    select
        counted.pool,
        counted.score,
        counted.now_accounts,
        counted.before_accounts,
        count(edges.edge) as bin

    from counted
    left outer join edges
        on
            counted.pool = edges.pool
            and counted.score > edges.edge
    group by counted.pool, counted.score, counted.now_accounts, counted.before_accounts

),

pools as (

    select
        pool,
        count(*) as accounts

    from compared
    group by pool

),

shares as (

    select
        binned.pool,
        binned.bin,
        pools.accounts,
        greatest(cast(sum(binned.now_accounts) as double) / pools.accounts, 0.0001) as now_share,
        greatest(cast(sum(binned.before_accounts) as double) / pools.accounts, 0.0001)
            as before_share

    from binned
    inner join pools on binned.pool = pools.pool
    group by binned.pool, binned.bin, pools.accounts

),

indexed as (

    select
        pool,
        accounts,
        round(sum((now_share - before_share) * ln(now_share / before_share)), 6) as index_value

    from shares
    group by pool, accounts

),

measured as (

    select
        'score_psi' as check_name,
        pool,
        cast(null as integer) as tier,
        cast(case when accounts >= {{ min_accounts }} then index_value end as double) as value,
        cast(null as decimal(18, 6)) as basis,
        case
            when accounts >= {{ min_accounts }}
                then cast(accounts as string) || ' accounts in both releases'
            else 'skipped: fewer than {{ min_accounts }} accounts in both releases'
        end as detail

    from indexed

),

{{ measured_or_skipped(
    'score_psi', 'skipped: no account is in both releases', needs_previous=true
) }}

select * from final
