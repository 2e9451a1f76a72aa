{#- Chance is drawn once per account, by the CRM's own id, so that another way of exporting it
    draws the same (holdout_bucket); where the account stands now decides what share of its like
    is held out. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

accounts as (select * from {{ ref('int_accounts_unioned') }}),

shares as (select * from {{ ref('int_holdout_shares') }}),

final as (

    select
        tiered.account_id,
        true as is_holdout

    from tiered
    inner join accounts on tiered.account_id = accounts.account_id
    inner join shares
        on
            tiered.pool = shares.pool
            and tiered.tier = shares.tier
    where
        shares.starts_on <= {{ as_of() }}
        and {{ holdout_bucket('shares.salt', 'accounts.native_id') }} < shares.buckets

)

select * from final
