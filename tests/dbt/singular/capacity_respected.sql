/*
Detects: tiers with more accounts in open seats than there are: floor(capacity * (1 -
reserve_share)), less the seats of accounts that an override, a trigger or a hold put there, which
are taken regardless of capacity.
Why it matters: capacity is what the teams can serve; a tier that outgrows it is a promise nobody
can keep.
A row is: one tier of a pool with its seats and who sits in them.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

forced_accounts as (select * from {{ ref('int_accounts_forced') }}),

held_incumbents as (select * from {{ ref('int_incumbents_held') }}),

seated as (

    select
        accounts.pool,
        accounts.tier,
        coalesce(
            accounts.tier = coalesce(
                forced_accounts.override_tier,
                forced_accounts.trigger_tier,
                held_incumbents.incumbent_tier
            ),
            false
        ) as is_forced

    from accounts
    left outer join forced_accounts on accounts.account_id = forced_accounts.account_id
    left outer join held_incumbents on accounts.account_id = held_incumbents.account_id
    where accounts.tier is not null

),

counted as (

    select
        pool,
        tier,
        count(case when is_forced then 1 end) as forced_seats,
        count(case when not is_forced then 1 end) as open_seats

    from seated
    group by pool, tier

),

final as (

    select
        counted.pool,
        counted.tier,
        tiers.seats,
        counted.forced_seats,
        counted.open_seats

    from counted
    inner join tiers
        on
            counted.pool = tiers.pool
            and counted.tier = tiers.tier
    where
        tiers.seats is not null
        and counted.open_seats > greatest(tiers.seats - counted.forced_seats, 0)

)

select * from final
