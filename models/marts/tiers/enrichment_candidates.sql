{#- Seats are left aside on both sides: what the account qualifies for today against what it would
    qualify for. An account that is out stands one below the last tier; one that a person put into
    its tier stays there whatever is learnt, and is not listed. -#}
with

best_cases as (select * from {{ ref('int_account_best_cases') }}),

best_tiers as (select * from {{ ref('int_best_cases_qualified') }}),

unknown_factors as (select * from {{ ref('int_factors_unknown') }}),

tiers as (select * from {{ ref('int_tiers_open') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

accounts as (select * from {{ ref('account_tiers') }}),

ordered_factors as (

    select
        account_id,
        factor,
        weight,
        row_number() over (
            partition by account_id
            order by weight desc nulls last, factor asc
        ) as factor_order

    from unknown_factors

),

missing as (

    select
        account_id,
        {{ joined_text('factor') }} as missing_factors,
        max(case when factor_order = 1 then factor end) as heaviest_missing_factor,
        cast(round(sum(weight), 4) as decimal(7, 4)) as missing_weight

    from ordered_factors
    group by account_id

),

standing as (

    select
        accounts.*,
        coalesce(least(accounts.tier, accounts.qualified_tier), settings.tier_count + 1)
            as standing_tier

    from accounts
    cross join settings
    where accounts.tier_reason not in ('excluded', 'override')

),

gained as (

    select
        standing.*,
        best_cases.score as best_case_score,
        best_cases.icp_fit_score as best_case_icp_fit_score,
        best_tiers.best_case_tier,
        standing.standing_tier - best_tiers.best_case_tier as tiers_gained

    from standing
    inner join best_cases on standing.account_id = best_cases.account_id
    inner join best_tiers on standing.account_id = best_tiers.account_id
    where best_tiers.best_case_tier < standing.standing_tier

),

final as (

    select
        -- identity
        gained.account_id,
        gained.owner_id,

        -- what it is
        gained.account_name,
        gained.domain,
        gained.owner_name,
        gained.country,
        gained.industry,

        -- where it stands
        gained.pool,
        cast(gained.tier as integer) as tier,
        cast(gained.qualified_tier as integer) as qualified_tier,
        gained.tier_reason,
        gained.score,
        gained.score_coverage,

        -- where it could stand
        cast(gained.best_case_tier as integer) as best_case_tier,
        tiers.tier_name as best_case_tier_name,
        gained.best_case_score,
        gained.best_case_icp_fit_score,
        cast(gained.tiers_gained as integer) as tiers_gained,
        cast(row_number() over (
            order by
                gained.tiers_gained desc nulls last,
                gained.best_case_tier asc nulls last,
                gained.best_case_score desc nulls last,
                gained.account_id asc
        ) as bigint) as enrichment_rank,

        -- what to find out
        missing.missing_factors,
        missing.heaviest_missing_factor,
        missing.missing_weight,

        -- of which refresh
        gained.as_of_date,
        gained.release_id

    from gained
    inner join missing on gained.account_id = missing.account_id
    inner join tiers
        on
            gained.pool = tiers.pool
            and gained.best_case_tier = tiers.tier

)

select * from final
