{#- What is odd about deals, each odd deal counted; the README says what the rules make of it. A
    stage is a closing one when every deal that stands in it is closed. -#}
with

unioned as (select * from {{ ref('int_opportunities_unioned') }}),

converted as (select * from {{ ref('int_opportunities_converted') }}),

outcomes as (select * from {{ ref('int_opportunity_outcomes') }}),

accounts as (select * from {{ ref('int_accounts_resolved') }}),

history as (select * from {{ ref('int_opportunity_history_unioned') }}),

closing_stages as (

    select stage

    from outcomes
    group by stage
    having count(*) = count(case when outcome <> 'open' then 1 end)

),

closings as (

    select
        history.opportunity_id,
        min(history.changed_at) as first_closing_at

    from history
    inner join closing_stages on history.stage = closing_stages.stage
    where history.changed_on <= {{ as_of() }}
    group by history.opportunity_id

),

reopened as (

    select distinct history.opportunity_id

    from history
    inner join closings
        on
            history.opportunity_id = closings.opportunity_id
            and history.changed_at > closings.first_closing_at
    left join closing_stages on history.stage = closing_stages.stage
    where
        history.changed_on <= {{ as_of() }}
        and history.stage is not null
        and closing_stages.stage is null

),

looked_at as (

    select
        unioned.source as source_table,
        outcomes.outcome <> 'open' and outcomes.closed_on is null as is_closed_without_day,
        outcomes.closed_on < outcomes.created_on as is_closed_before_created,
        converted.amount_in_currency is null as is_without_amount,
        reopened.opportunity_id is not null as is_reopened,
        outcomes.owner_id <> accounts.owner_id as has_two_owners

    from outcomes
    inner join unioned on outcomes.opportunity_id = unioned.opportunity_id
    inner join converted on outcomes.opportunity_id = converted.opportunity_id
    left join accounts on outcomes.account_id = accounts.account_id
    left join reopened on outcomes.opportunity_id = reopened.opportunity_id

),

final as (
    {% for column, issue in [
        ('is_closed_without_day', 'closed without a day'),
        ('is_closed_before_created', 'closed before created'),
        ('is_without_amount', 'no amount'),
        ('is_reopened', 'reopened'),
        ('has_two_owners', 'not owned by the owner of its account'),
    ] %}
    select
        source_table,
        '{{ issue }}' as issue,
        count(*) as deals

    from looked_at
    where {{ column }}
    group by source_table
    {{- '\n\n    union all' if not loop.last }}
    {% endfor %}
)

select * from final
