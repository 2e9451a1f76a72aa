{#- A survivor inherits pool, tier, earned tier and dates of whichever record merged into it,
    itself included, has the best earned tier (INPUTS, "Identity"); the score compared with is
    its own. -#}
with

previous_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

crm_records as (select * from {{ ref('int_account_survivors') }}),

inherited as (

    select
        crm_records.account_id,
        previous_accounts.pool,
        previous_accounts.tier,
        previous_accounts.tier_since,
        previous_accounts.earned_tier,
        previous_accounts.earned_since,
        row_number() over (
            partition by crm_records.account_id
            order by
                previous_accounts.earned_tier asc nulls last,
                previous_accounts.account_id asc
        ) as inheritance_order

    from previous_accounts
    inner join crm_records on previous_accounts.account_id = crm_records.crm_account_id

),

final as (

    select
        inherited.account_id,
        inherited.pool as previous_pool,
        inherited.tier as previous_tier,
        inherited.earned_tier as previous_earned_tier,
        previous_accounts.score as previous_score,
        inherited.tier_since as previous_tier_since,
        inherited.earned_since as previous_earned_since

    from inherited
    left join previous_accounts on inherited.account_id = previous_accounts.account_id
    where inherited.inheritance_order = 1

)

select * from final
