{{ config(materialized='ephemeral') }}
with

opportunities as (select * from {{ ref('stg_salesforce__opportunities') }}),

words as (select * from {{ ref('word_aliases') }}),

final as (

    select
        'salesforce/opportunities' as source,
        {{ namespaced('salesforce', 'opportunities.opportunity_id') }} as opportunity_id,
        {{ namespaced('salesforce', 'opportunities.account_id') }} as account_id,
        cast(null as string) as product_id,
        {{ namespaced('salesforce', 'opportunities.owner_id') }} as owner_id,
        opportunities.opportunity_name,
        {{ canonical_word('types', 'opportunities.opportunity_type') }} as opportunity_type,
        opportunities.stage,
        opportunities.currency,
        opportunities.amount,
        opportunities.probability,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.is_deleted,
        opportunities.created_at,
        -- the day an open opportunity is expected to be closed is a hope
        case when opportunities.is_closed then cast(opportunities.close_date as timestamp) end
            as closed_at,
        opportunities.updated_at,
        opportunities.created_on,
        case when opportunities.is_closed then opportunities.close_date end as closed_on,
        opportunities.updated_on,
        opportunities.recorded_on

    from opportunities
    left join words as types
        on {{ alias_of('types', 'opportunity_type', 'opportunities.opportunity_type') }}

)

select * from final
