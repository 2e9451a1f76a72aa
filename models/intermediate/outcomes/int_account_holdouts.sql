{#- Chance is drawn once per account (holdout_bucket); where it stands now decides what share of its
    like is held out. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

shares as (select * from {{ ref('int_holdout_shares') }}),

final as (

    select
        tiered.account_id,
        true as is_holdout

    from tiered
    inner join shares
        on
            tiered.pool = shares.pool
            and tiered.tier = shares.tier
    where
        shares.starts_on <= {{ as_of() }}
        and {{ holdout_bucket('shares.salt', 'tiered.account_id') }} < shares.buckets

)

select * from final
