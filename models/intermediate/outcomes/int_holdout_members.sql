{#- Everybody whom the hash could have held out, as it was dealt: by the first tier that a live
    release gave the account, whatever became of it since. Comparing by today's tier would drop from
    the treated just those who rose. That tier knows what happened up to its day, so outcomes count
    from the day after; a reconstructed one knows later days too, and counts for nothing here. -#}
with

spells as (select * from {{ ref('int_tier_spells') }}),

accounts as (select * from {{ ref('int_accounts_unioned') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

shares as (select * from {{ ref('int_holdout_shares') }}),

live as (select * from {{ ref('int_live_since') }}),

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

first_days as (

    select
        spells.account_id,
        greatest(min(spells.valid_from), live.live_since) as first_on

    from spells
    cross join live
    where live.live_since is not null
    group by spells.account_id, live.live_since

),

dealt as (

    select
        spells.account_id,
        spells.pool,
        spells.tier,
        {{ holdout_bucket('shares.salt', 'accounts.native_id') }} < shares.buckets as is_holdout,
        greatest(shares.starts_on, {{ days_after('first_days.first_on', 1) }}) as counted_from

    from spells
    inner join first_days
        on
            spells.account_id = first_days.account_id
            and spells.valid_from <= first_days.first_on
            and coalesce(spells.valid_to, date '9999-12-31') > first_days.first_on
    inner join tiered on spells.account_id = tiered.account_id
    inner join accounts on spells.account_id = accounts.account_id
    inner join shares
        on
            spells.pool = shares.pool
            and spells.tier = shares.tier
    where shares.starts_on <= {{ as_of() }}

),

final as (

    select
        dealt.account_id,
        dealt.pool,
        dealt.tier,
        dealt.is_holdout,
        count(opportunities.opportunity_id) as opportunities,
        count(case when opportunities.outcome = 'won' then 1 end) as won,
        coalesce(sum(case when opportunities.outcome = 'won' then opportunities.amount end), 0)
            as won_value,
        {{ days_between('dealt.counted_from', as_of()) }} + 1 as days_counted,
        dealt.counted_from

    from dealt
    left join opportunities
        on
            dealt.account_id = opportunities.account_id
            and dealt.counted_from <= opportunities.created_on
    group by
        dealt.account_id,
        dealt.pool,
        dealt.tier,
        dealt.is_holdout,
        dealt.counted_from

)

select * from final
