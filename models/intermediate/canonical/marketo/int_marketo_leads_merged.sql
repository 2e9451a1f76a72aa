{{ config(materialized='view') }}
with recursive

merges as (

    select
        {{ unnested_list('merged_lead_ids') }} as merged_lead_id,
        lead_id

    from {{ ref('stg_marketo__lead_merges') }}
    where merged_lead_ids is not null

),

links as (

    select
        merged_lead_id as record_id,
        min(lead_id) as parent_id

    from merges
    where merged_lead_id <> lead_id
    group by merged_lead_id

),

{{ survivors('links') }},

final as (

    select
        record_id as merged_lead_id,
        survivor_id as lead_id

    from survivors

)

select * from final
