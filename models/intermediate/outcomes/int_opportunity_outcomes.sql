{#- Every opportunity counts once, by its version in force: a deal that was reopened is open
    again, or closed on its last day. A day of closing that no record tells, or that lies after
    as_of, is unknown. The tier at creation is that of the record it was filed under: a merge in
    the CRM changes no past (INPUTS, "Identity"). -#}
with

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

tiered as (select * from {{ ref('int_accounts_tiered') }}),

spells as (select * from {{ ref('int_tier_spells') }}),

live as (select * from {{ ref('int_live_since') }}),

list_values as (select * from {{ ref('int_opportunities_listed') }}),

dated as (

    select
        opportunities.*,
        case
            when opportunities.is_won then 'won'
            when opportunities.is_closed then 'lost'
            else 'open'
        end as outcome,
        case when opportunities.closed_on <= {{ as_of() }} then opportunities.closed_on end
            as decided_on

    from opportunities

),

final as (

    select
        dated.opportunity_id,
        dated.account_id,
        dated.owner_id,
        dated.opportunity_type,
        dated.stage,
        dated.currency,
        dated.outcome,

        -- in which tier
        tiered.pool,
        case when own.account_id is not null then own.pool else spells.pool end
            as pool_at_creation,
        tiered.tier,
        case when own.account_id is not null then own.tier else spells.tier end
            as tier_at_creation,
        -- what is said of the tier at creation
        case
            when dated.account_id is null then 'no account'
            when own.account_id is null and spells.account_id is null then 'before history'
            when case when own.account_id is not null then own.tier else spells.tier end is null
                then 'out'
            when dated.created_on < coalesce(live.live_since, {{ days_after(as_of(), 1) }})
                then 'reconstructed'
            else 'live'
        end as tier_evidence,

        -- how much and how long
        dated.amount,
        case when dated.amount is null then list_values.list_value end as list_value,
        coalesce(list_values.options, 0) as options,
        case
            when dated.created_on <= dated.decided_on
                then {{ days_between('dated.created_on', 'dated.decided_on') }}
        end as cycle_days,
        dated.created_on,
        dated.decided_on as closed_on

    from dated
    cross join live
    left join tiered on dated.account_id = tiered.account_id
    left join spells
        on
            dated.account_id = spells.account_id
            and dated.created_on >= spells.valid_from
            and dated.created_on < coalesce(spells.valid_to, date '9999-12-31')
    left join spells as own
        on
            dated.crm_account_id = own.account_id
            and dated.created_on >= own.valid_from
            and dated.created_on < coalesce(own.valid_to, date '9999-12-31')
    left join list_values on dated.opportunity_id = list_values.opportunity_id

)

select * from final
