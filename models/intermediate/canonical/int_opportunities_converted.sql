with

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

history as (select * from {{ ref('int_opportunity_history_unioned') }}),

lines as (select * from {{ ref('int_opportunity_lines_unioned') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

changed as (

    select
        opportunity_id,
        max_by(stage, case when stage is not null then changed_at end) as stage,
        max_by(amount, case when amount is not null then changed_at end) as amount

    from history
    where changed_on <= {{ as_of() }}
    group by opportunity_id

),

-- options are not part of the deal yet; a line without quantity or price leaves its sum unknown
summed as (

    select
        opportunity_id,
        case
            when count(*) = count(quantity * unit_price)
                then cast(round(sum(quantity * unit_price), 2) as decimal(18, 2))
        end as amount

    from lines
    where not coalesce(is_option, false)
    group by opportunity_id

),

-- a version newer than as_of, or of no day, tells how the opportunity was later: what had changed
-- by as_of its history says, and whether it was closed the days of closing and of the version
decided as (

    select
        opportunities.*,
        opportunities.is_closed
        and (
            coalesce(opportunities.closed_on <= {{ as_of() }}, true)
            or coalesce(opportunities.updated_on <= {{ as_of() }}, false)
        ) as is_closed_at_as_of,
        case
            when not coalesce(opportunities.updated_on <= {{ as_of() }}, false) then changed.stage
        end as stage_changed_to,
        case
            when not coalesce(opportunities.updated_on <= {{ as_of() }}, false) then changed.amount
        end as amount_changed_to

    from opportunities
    left join changed on opportunities.opportunity_id = changed.opportunity_id

),

dated as (

    select
        decided.*,
        coalesce(decided.stage_changed_to, decided.stage) as stage_at_as_of,
        coalesce(decided.amount_changed_to, decided.amount, summed.amount) as amount_at_as_of,
        case
            when decided.amount_changed_to is not null then 'history'
            when decided.amount is not null then 'opportunity'
            when summed.amount is not null then 'lines'
        end as amount_source,
        case
            when decided.is_closed_at_as_of and decided.closed_on <= {{ as_of() }}
                then decided.closed_on
            else {{ as_of() }}
        end as converted_on

    from decided
    left join summed on decided.opportunity_id = summed.opportunity_id

),

final as (

    select
        dated.opportunity_id,
        dated.account_id,
        dated.product_id,
        dated.owner_id,
        dated.opportunity_name,
        dated.opportunity_type,
        dated.stage_at_as_of as stage,
        dated.currency,
        dated.amount_at_as_of as amount_in_currency,
        dated.amount_source,
        {{ in_base_currency('dated.amount_at_as_of', 'rates.rate_to_base') }} as amount,
        dated.probability,
        dated.is_closed_at_as_of as is_closed,
        dated.is_closed_at_as_of and dated.is_won as is_won,
        dated.is_deleted,
        dated.created_on,
        case when dated.is_closed_at_as_of then dated.closed_on end as closed_on

    from dated
    left join rates on {{ rate_in_force('rates', 'dated.currency', 'dated.converted_on') }}

)

select * from final
