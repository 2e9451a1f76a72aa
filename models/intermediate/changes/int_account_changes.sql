{#- Every account whose score or tier changed, and a sentence that says why: what happened to the
    tier, the reason when it is not the score alone, what moved the score. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

measures as (select * from {{ ref('int_account_measures') }}),

worded as (select * from {{ ref('int_changes_worded') }}),

versions as (select * from {{ ref('int_scoring_version') }}),

published_releases as (select * from {{ ref('stg_published__release_info') }}),

reasons as (select * from {{ ref('int_tier_reasons_worded') }}),

published_accounts as (select * from {{ ref('stg_published__account_tiers') }}),

settings as (select * from {{ ref('int_retier_settings') }}),

scoring as (

    select
        case
            when versions.scoring_version <> published_releases.scoring_version
                then 'scoring ' || versions.scoring_version
            else 'the changed scoring'
        end as scoring_words

    from versions
    left join published_releases on true

),

changed as (

    select
        tiered.account_id,
        tiered.pool,
        tiered.previous_tier as from_tier,
        tiered.tier as to_tier,
        tiered.tier_reason,
        measures.score,
        measures.previous_score,
        worded.delta_decay,
        worded.delta_data,
        worded.delta_config,
        worded.delta_code,
        worded.delta_untold,
        worded.factor_phrases,
        worded.small_factors,
        worded.factors_configured,
        -- seats, and whom it competes with, are others there
        case when tiered.pool <> published_accounts.pool then 'now in pool ' || tiered.pool end
            as pool_words,
        case
            when tiered.tier <= tiered.previous_tier or tiered.tier is null then null
            when
                published_accounts.tier_reason in ('trigger', 'held_trigger')
                and tiered.tier_reason not in ('trigger', 'held_trigger', 'trigger_waiting')
                then 'its event has ended'
            when published_accounts.tier_reason = 'override' and tiered.tier_reason <> 'override'
                then 'the decision of a person has ended'
        end as ended_words,
        case
            -- `qualified` says nothing that the tier does not, unless the score stood still
            when tiered.tier_reason <> 'qualified' then reasons.reason_text
            when measures.score <> measures.previous_score then null
            when tiered.tier < tiered.previous_tier
                then
                    'it meets what Tier ' || cast(tiered.tier as string)
                    || ' asks for, and there is a seat'
            when tiered.tier > tiered.previous_tier
                then
                    'it does not meet what Tier ' || cast(tiered.previous_tier as string)
                    || ' asks for'
        end as reason_words

    from tiered
    inner join measures on tiered.account_id = measures.account_id
    left join worded on tiered.account_id = worded.account_id
    left join reasons on tiered.account_id = reasons.account_id
    left join published_accounts on tiered.account_id = published_accounts.account_id
    where
        measures.previous_score is null
        or measures.score <> measures.previous_score
        or coalesce(tiered.tier, 0) <> coalesce(tiered.previous_tier, 0)

),

told as (

    select
        changed.*,
        case
            when changed.previous_score is null and changed.from_tier is null
                then 'New' || coalesce(' in Tier ' || cast(changed.to_tier as string), ', but out')
            when changed.to_tier is null and changed.from_tier is null then 'Still out'
            when changed.to_tier is null
                then 'Out, from Tier ' || cast(changed.from_tier as string)
            -- another number of tiers is neither up nor down (SCORING 5)
            when settings.is_renumbered
                then
                    'Tier ' || cast(changed.to_tier as string)
                    || ' of ' || cast(settings.tier_count as string)
                    || coalesce(
                        ', before Tier ' || cast(changed.from_tier as string)
                        || ' of ' || cast(settings.previous_tier_count as string),
                        ', before out'
                    )
            when changed.from_tier is null then 'In again, Tier ' || cast(changed.to_tier as string)
            when changed.to_tier = changed.from_tier
                then 'Still in Tier ' || cast(changed.to_tier as string)
            else
                case when changed.to_tier < changed.from_tier then 'Up' else 'Down' end
                || ' from Tier ' || cast(changed.from_tier as string)
                || ' to Tier ' || cast(changed.to_tier as string)
        end as headline,
        coalesce(
            ' ('
            || nullif(
                concat_ws('; ', changed.pool_words, changed.ended_words, changed.reason_words), ''
            )
            || ')',
            ''
        ) as reason_told,
        concat_ws(
            ', ',
            nullif(changed.factor_phrases, ''),
            case
                when {{ is_worth_saying('changed.delta_untold') }}
                    then
                        {{ signed_points('changed.delta_untold') }}
                        || coalesce(
                            ' in all from ' || changed.small_factors, ' from everything else'
                        )
            end
        ) as moves,
        case
            when {{ is_worth_saying('changed.delta_config') }}
                then
                    scoring.scoring_words
                    || case when changed.delta_config > 0 then ' added ' else ' took ' end
                    || {{ plain_points('abs(changed.delta_config)') }}
                    || coalesce(' (' || nullif(changed.factors_configured, '') || ')', '')
        end as configuration_move,
        case
            when {{ is_worth_saying('changed.delta_code') }}
                then
                    'a new version of the program'
                    || case when changed.delta_code > 0 then ' added ' else ' took ' end
                    || {{ plain_points('abs(changed.delta_code)') }}
        end as code_move

    from changed
    cross join scoring
    cross join settings

),

final as (

    select
        account_id,
        pool,
        from_tier,
        to_tier,
        tier_reason,
        score,
        previous_score,
        delta_decay,
        delta_data,
        delta_config,
        delta_code,
        headline || reason_told || ': '
        || case
            when previous_score is null then 'first score ' || {{ plain_points('score') }}
            when score = previous_score then 'its score did not change'
            when moves = '' and configuration_move is null and code_move is null
                then 'its score moved by less than 0.1'
            else concat_ws('; ', nullif(moves, ''), configuration_move, code_move)
        end as explanation

    from told

)

select * from final
