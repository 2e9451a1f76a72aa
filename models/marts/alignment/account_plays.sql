with

plays as (select * from {{ ref('int_plays_assigned') }}),

actions as (select * from {{ ref('int_next_actions') }}),

effort as (select * from {{ ref('int_account_effort') }}),

worded as (

    select
        account_id,
        action,
        coalesce(
            nullif(
                concat_ws(
                    ' and ',
                    'a trigger (' || replace(event_type, '_', ' ') || ' on '
                    || cast(event_on as string) || ')',
                    'an open opportunity in ' || stage,
                    replace(top_signal, '_', ' ') || ' (last on ' || cast(signal_on as string)
                    || ') as its strongest signal',
                    'nobody active as ' || replace(missing_role, '_', ' ')
                ),
                ''
            ),
            'nothing that asks for more'
        ) as facts

    from actions

),

final as (

    select
        plays.account_id,
        plays.pool,
        plays.tier,
        plays.blocked_by,
        plays.play,
        plays.personalization_level,
        plays.cluster,
        plays.strategy,
        plays.channels,
        plays.content,
        plays.owner_role,
        worded.action as next_best_action,
        case plays.blocked_by
            when 'no_tier' then 'No play: the account is in no tier.'
            when 'do_not_contact' then 'No play: the account wants no contact.'
            when 'held_out'
                then 'No play: the account is held out, so that plays can be measured.'
            else
                'Tier ' || cast(plays.tier as string) || ' is worked '
                || plays.personalization_level
                || case
                    when plays.cluster is not null then ' (' || plays.cluster || ')' else ''
                end
                || '; the account has ' || worded.facts || '.'
        end as why,
        plays.hours_per_quarter,
        plays.cost_per_quarter,
        effort.touches,
        effort.spend,
        effort.is_over_served,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from plays
    left join worded on plays.account_id = worded.account_id
    inner join effort on plays.account_id = effort.account_id

)

select * from final
