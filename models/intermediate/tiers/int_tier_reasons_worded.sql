{#- The only place that words a tier_reason (SCORING 5, rule 7). An event is told by type, name
    and date: those whose rules put the account into its tier, keep it there, or would have put
    it into a better one. -#}
with

tiered as (select * from {{ ref('int_accounts_tiered') }}),

claims as (select * from {{ ref('int_trigger_claims') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

exclusions as (select * from {{ ref('int_accounts_excluded') }}),

overrides as (select * from {{ ref('int_overrides_matched') }}),

decisions as (

    select
        account_id,
        min(approved_by) as approved_by,
        min(reason) as reason,
        bool_and(is_continued) as is_continued

    from overrides
    where is_active and account_id is not null
    group by account_id

),

told as (

    select
        claims.account_id,
        replace(lower(trim(claims.event_type)), '_', ' ')
        || case
            when lower(claims.event_name) <> lower(accounts.account_name)
                then ' "' || claims.event_name || '"'
            else ''
        end
        || ' on ' || cast(claims.event_on as string) as event,
        claims.expires_on

    from claims
    inner join tiered on claims.account_id = tiered.account_id
    inner join accounts on claims.account_id = accounts.account_id
    where
        case tiered.tier_reason
            when 'trigger' then claims.is_let_in and claims.promote_to_tier = tiered.tier
            when 'held_trigger' then claims.is_incumbent and claims.promote_to_tier = tiered.tier
            when 'trigger_waiting'
                then
                    not claims.is_incumbent
                    and not claims.is_let_in
                    and claims.promote_to_tier < tiered.tier
            else false
        end

),

triggers as (

    select
        account_id,
        {{ joined_text('event') }} as events,
        max(expires_on) as expires_on

    from told
    group by account_id

),

final as (

    select
        tiered.account_id,
        case tiered.tier_reason
            when 'excluded' then 'an exclusion rule keeps it out: ' || exclusions.reason
            when 'not_target' then 'it fails the criteria of the last tier'
            when 'override'
                then
                    'decided by ' || decisions.approved_by
                    || ' until ' || cast(tiered.override_expires_on as string)
                    || ': "' || decisions.reason || '"'
            when 'trigger'
                then
                    'lifted until ' || cast(triggers.expires_on as string)
                    || ' by ' || triggers.events
            when 'held_policy' then 'this policy demotes nobody'
            when 'held_dwell' then 'it has not been in this tier long enough to leave it'
            when 'held_rule' then 'a hold rule protects it, such as an open negotiation'
            when 'held_trigger'
                then
                    'kept until ' || cast(triggers.expires_on as string)
                    || ' by ' || triggers.events
            when 'held_turnover' then 'enough accounts have left this tier at this re-tier'
            when 'qualified' then 'its score and the criteria of the tier say so'
            when 'trigger_waiting' then 'the seats for its event are taken: ' || triggers.events
            when 'capacity'
                then
                    'no seat of Tier ' || cast(tiered.displaced_from_tier as string)
                    || case
                        when tiered.tier - tiered.displaced_from_tier > 1
                            then
                                case
                                    when tiered.tier - tiered.displaced_from_tier = 2 then ' or '
                                    else ' to '
                                end
                                || cast(tiered.tier - 1 as string)
                        else ''
                    end
                    || ' was left for it'
            when 'policy' then 'this policy promotes nobody'
            when 'band' then 'the band protects it from flapping'
        end as reason_text,
        case when tiered.tier_reason in ('trigger', 'held_trigger') then triggers.expires_on end
            as trigger_expires_on,
        tiered.tier_reason = 'override' and decisions.is_continued as is_override_continued

    from tiered
    left join exclusions on tiered.account_id = exclusions.account_id
    left join decisions on tiered.account_id = decisions.account_id
    left join triggers on tiered.account_id = triggers.account_id

)

select * from final
