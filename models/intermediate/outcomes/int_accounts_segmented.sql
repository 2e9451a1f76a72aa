{#- The ways to cut the book of accounts: each itself, and by industry, country, size and pool.
    Null is unknown. -#}
with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

bands as (select * from {{ ref('size_bands') }}),

sized as (

    select
        accounts.account_id,
        max_by(bands.size_band, bands.min_employees) as size_band

    from accounts
    inner join bands on accounts.employee_count >= bands.min_employees
    group by accounts.account_id

),

final as (

    select
        'account' as dimension,
        account_id,
        account_id as segment

    from accounts

    union all

    select
        'industry' as dimension,
        account_id,
        industry as segment

    from accounts

    union all

    select
        'country' as dimension,
        account_id,
        country as segment

    from accounts

    union all

    select
        'size' as dimension,
        accounts.account_id,
        sized.size_band as segment

    from accounts
    left join sized on accounts.account_id = sized.account_id

    union all

    select
        'pool' as dimension,
        account_id,
        pool as segment

    from tiered

)

select * from final
