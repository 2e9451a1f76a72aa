with

opportunities as (select * from {{ ref('int_opportunities_converted') }}),

links as (select * from {{ ref('int_account_links') }}),

account_keys as (select * from {{ ref('int_account_keys') }}),

final as (

    select
        opportunities.opportunity_id,
        links.account_id,
        -- the record it was filed under, before any merge
        account_keys.crm_account_id,
        opportunities.product_id,
        opportunities.owner_id,
        opportunities.opportunity_name,
        opportunities.opportunity_type,
        opportunities.stage,
        opportunities.currency,
        opportunities.amount,
        opportunities.probability,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.created_on,
        opportunities.closed_on

    from opportunities
    inner join links
        on
            links.source_table = 'crm/opportunities'
            and opportunities.opportunity_id = links.record_key
    left join account_keys on opportunities.account_id = account_keys.account_key
    where not opportunities.is_deleted

)

select * from final
