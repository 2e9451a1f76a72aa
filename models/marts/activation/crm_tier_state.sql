with

records as (select * from {{ ref('int_crm_records') }}),

accounts as (select * from {{ ref('account_tiers') }}),

banded as (select * from {{ ref('int_accounts_banded') }}),

final as (

    select
        records.crm_account_id,
        records.crm,
        records.crm_record_id,
        accounts.account_id,
        accounts.account_name,
        accounts.pool,
        accounts.tier,
        accounts.tier_name,
        accounts.tier_since,
        accounts.tier_reason_text,
        accounts.is_holdout,
        banded.score_band,
        banded.top_factors,
        accounts.score,
        accounts.as_of_date,
        accounts.release_id

    from records
    inner join accounts on records.account_id = accounts.account_id
    inner join banded on records.account_id = banded.account_id
    where records.is_updatable

)

select * from final
