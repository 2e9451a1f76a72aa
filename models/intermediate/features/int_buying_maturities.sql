with

accounts as (select * from {{ ref('int_accounts_resolved') }}),

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

stages as (select * from {{ ref('lifecycle_stages') }}),

closed_opportunities as (

    select distinct
        account_id,
        case when is_won then 'won' else 'lost' end as outcome

    from opportunities
    where is_closed and account_id is not null

),

evidence as (

    select
        accounts.account_id,
        stages.buying_maturity,
        stages.maturity_rank

    from accounts
    inner join stages
        on
            stages.evidence = 'lifecycle_stage'
            and accounts.lifecycle_stage = lower(trim(stages.value))

    union all

    select
        closed_opportunities.account_id,
        stages.buying_maturity,
        stages.maturity_rank

    from closed_opportunities
    inner join stages
        on
            stages.evidence = 'closed_opportunity'
            and closed_opportunities.outcome = lower(trim(stages.value))

),

ranked as (

    select
        account_id,
        buying_maturity,
        row_number() over (
            partition by account_id
            order by maturity_rank desc nulls last, buying_maturity
        ) as evidence_order

    from evidence

),

final as (

    select
        account_id,
        buying_maturity

    from ranked
    where evidence_order = 1

)

select * from final
