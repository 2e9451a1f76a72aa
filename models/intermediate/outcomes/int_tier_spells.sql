{#- Spells are carried forward from the previous release and never rewritten, but for the end of
    an open one. -#}
with

published_spells as (select * from {{ ref('stg_published__account_tier_history') }}),

accounts as (select * from {{ ref('int_accounts_tiered') }}),

measures as (select * from {{ ref('int_account_measures') }}),

versions as (select * from {{ ref('int_scoring_version') }}),

live as (select * from {{ ref('int_live_since') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

compared as (

    select
        spells.account_id,
        spells.pool,
        spells.tier,
        spells.tier_reason,
        spells.score,
        spells.scoring_version,
        spells.valid_from,
        spells.valid_to,
        spells.is_renumbered,
        spells.release_id,
        coalesce(spells.pool = accounts.pool, false)
        and coalesce(spells.tier, 0) = coalesce(accounts.tier, 0) as is_unchanged

    from published_spells as spells
    left join accounts on spells.account_id = accounts.account_id

),

carried as (

    select
        account_id,
        pool,
        tier,
        tier_reason,
        score,
        scoring_version,
        valid_from,
        case when valid_to is null and not is_unchanged then {{ as_of() }} else valid_to end
            as valid_to,
        is_renumbered,
        release_id

    from compared

),

begun as (

    select
        accounts.account_id,
        accounts.pool,
        accounts.tier,
        accounts.tier_reason,
        measures.score,
        versions.scoring_version,
        {{ as_of() }} as valid_from,
        cast(null as date) as valid_to,
        settings.is_renumbered,
        '{{ refresh_var("release_id") }}' as release_id

    from accounts
    inner join measures on accounts.account_id = measures.account_id
    left join carried
        on
            accounts.account_id = carried.account_id
            and carried.valid_to is null
    cross join versions
    cross join settings
    where carried.account_id is null

),

spells as (

    select * from carried

    union all

    select * from begun

),

final as (

    select
        spells.*,
        coalesce(spells.valid_from < live.live_since, true) as is_reconstructed

    from spells
    cross join live

)

select * from final
