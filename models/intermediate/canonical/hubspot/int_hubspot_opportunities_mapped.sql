{{ config(materialized='view') }}
with

deals as (select * from {{ ref('stg_hubspot__deals') }}),

stages as (select * from {{ ref('stg_hubspot__deal_stages') }}),

merged_deals as (select * from {{ ref('stg_hubspot__merged_deals') }}),

words as (select * from {{ ref('word_aliases') }}),

associations as (

    select
        deal_id,
        company_id,
        row_number() over (
            partition by deal_id
            order by
                -- type 5 is "deal to primary company", type 6 the same from the other side
                case
                    when type_id in (5, 6) and coalesce(category, '') <> 'USER_DEFINED' then 1
                    else 2
                end,
                length(company_id),
                company_id
        ) as company_order

    from {{ ref('stg_hubspot__deal_companies') }}

),

worded as (

    select
        *,
        -- HubSpot's own CSV has the label, often with the pipeline: `Closed won (Sales Pipeline)`
        replace(trim(split_part(lower(stage), '(', 1)), ' ', '') as stage_word

    from deals

),

decided as (

    select
        worded.*,
        coalesce(
            worded.primary_company_id,
            associations.company_id,
            split_part(worded.associated_company_ids, ';', 1)
        ) as company_id,
        coalesce(stages.label, worded.stage) as stage_name,
        coalesce(worded.stage_probability, stages.probability) as probability,
        coalesce(
            worded.is_closed_won,
            stages.is_closed_won,
            stages.probability = 1,
            worded.stage_probability = 1,
            worded.stage_word = 'closedwon',
            false
        ) as is_won,
        coalesce(
            worded.is_closed,
            stages.is_closed,
            stages.probability in (0, 1),
            worded.stage_probability in (0, 1),
            worded.stage_word in ('closedwon', 'closedlost'),
            false
        ) as is_decided

    from worded
    left join stages on worded.stage = stages.stage_id
    left join associations
        on worded.deal_id = associations.deal_id and associations.company_order = 1

),

final as (

    select
        'hubspot/deals' as source,
        {{ namespaced('hubspot', 'decided.deal_id') }} as opportunity_id,
        {{ namespaced('hubspot', 'decided.company_id') }} as account_id,
        cast(null as string) as product_id,
        {{ namespaced('hubspot', 'decided.owner_id') }} as owner_id,
        decided.deal_name as opportunity_name,
        {{ canonical_word('types', 'decided.deal_type') }} as opportunity_type,
        decided.stage_name as stage,
        decided.currency,
        decided.amount,
        cast(
            case
                when decided.probability between 0 and 1 then decided.probability
                when decided.probability between 1 and 100 then decided.probability / 100
            end as decimal(9, 6)
        ) as probability,
        decided.is_decided or decided.is_won as is_closed,
        decided.is_won,
        decided.is_deleted or merged_deals.merged_deal_id is not null as is_deleted,
        decided.created_at,
        decided.closed_at,
        decided.updated_at,
        {{ utc_date('decided.created_at') }} as created_on,
        {{ utc_date('decided.closed_at') }} as closed_on,
        {{ utc_date('decided.updated_at') }} as updated_on,
        decided.recorded_on

    from decided
    left join words as types on {{ alias_of('types', 'opportunity_type', 'decided.deal_type') }}
    left join merged_deals on decided.deal_id = merged_deals.merged_deal_id

)

select * from final
