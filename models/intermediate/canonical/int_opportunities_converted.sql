with

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

rates as (select * from {{ ref('int_exchange_rates_spanned') }}),

-- a version newer than as_of tells how the opportunity ended later; on as_of it was still open
decided as (

    select
        *,
        is_closed
        and (
            coalesce(closed_on <= {{ as_of() }}, true)
            or coalesce(updated_on <= {{ as_of() }}, false)
        ) as is_closed_at_as_of

    from opportunities

),

dated as (

    select
        *,
        case
            when is_closed_at_as_of and closed_on <= {{ as_of() }} then closed_on
            else {{ as_of() }}
        end as converted_on

    from decided

),

final as (

    select
        dated.opportunity_id,
        dated.account_id,
        dated.product_id,
        dated.owner_id,
        dated.opportunity_name,
        dated.opportunity_type,
        dated.stage,
        dated.currency,
        dated.amount as amount_in_currency,
        {{ in_base_currency('dated.amount', 'rates.rate_to_base') }} as amount,
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
