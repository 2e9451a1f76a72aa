/*
Detects: accounts that stand in account_tiers twice, have a tier that their pool does not have, or
have no tier without being out (or a tier although they are).
Why it matters: two tiers for one account send two teams to one customer; none sends nobody.
A row is: one account and what is wrong with it.
*/
with

accounts as (select * from {{ ref('account_tiers') }}),

tiers as (select * from {{ ref('tiers') }}),

repeated as (

    select
        account_id,
        'more than one row' as problem

    from accounts
    group by account_id
    having count(*) > 1

),

unlisted as (

    select
        accounts.account_id,
        'a tier that the pool does not have' as problem

    from accounts
    left outer join tiers
        on
            accounts.pool = tiers.pool
            and accounts.tier = tiers.tier
    where accounts.tier is not null and tiers.tier is null

),

contradicted as (

    select
        account_id,
        'tier and reason contradict each other' as problem

    from accounts
    where
        tier_reason is null
        or (tier is null and tier_reason not in ('excluded', 'not_target'))
        or (tier is not null and tier_reason in ('excluded', 'not_target'))

),

final as (

    select * from repeated

    union all

    select * from unlisted

    union all

    select * from contradicted

)

select * from final
