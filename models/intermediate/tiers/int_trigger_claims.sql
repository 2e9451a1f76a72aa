{#- An incumbent of the promised tier or a better one claims no seat: the rule can only hold it
    there. -#}
with

triggers as (select * from {{ ref('int_triggers_active') }}),

accounts as (select * from {{ ref('int_accounts_qualified') }}),

measures as (select * from {{ ref('int_account_measures') }}),

promised as (

    select
        accounts.account_id,
        accounts.pool,
        triggers.event_type,
        triggers.event_name,
        triggers.promote_to_tier,
        triggers.max_seats,
        measures.score,
        coalesce(accounts.incumbent_tier <= triggers.promote_to_tier, false) as is_incumbent,
        triggers.event_on,
        triggers.expires_on

    from triggers
    inner join accounts on triggers.account_id = accounts.account_id
    inner join measures on triggers.account_id = measures.account_id
    where
        accounts.out_reason is null
        and accounts.override_tier is null
        and (triggers.min_icp_fit is null or measures.icp_fit_score >= triggers.min_icp_fit)

),

ranked as (

    select
        *,
        row_number() over (
            partition by pool, event_type, promote_to_tier, is_incumbent
            order by score desc nulls last, account_id asc
        ) as claim_number

    from promised

),

final as (

    select
        account_id,
        pool,
        event_type,
        event_name,
        promote_to_tier,
        is_incumbent,
        not is_incumbent and (max_seats is null or claim_number <= max_seats) as is_let_in,
        event_on,
        expires_on

    from ranked

)

select * from final
