{{ config(materialized='view') }}
with recursive

contacts as (select * from {{ ref('stg_hubspot__contacts') }}),

listed as (

    select
        {{ unnested_list('merged_contact_ids') }} as merged_contact_id,
        contact_id as surviving_contact_id

    from contacts
    where merged_contact_ids is not null

),

merges as (

    select
        merged_contact_id,
        surviving_contact_id

    from {{ ref('stg_hubspot__contact_merges') }}

    union all

    -- hs_calculated_merged_vids says when, too: 2:1782700000000
    select
        split_part(merged_contact_id, ':', 1) as merged_contact_id,
        surviving_contact_id

    from listed

),

links as (

    select
        merged_contact_id as record_id,
        min(surviving_contact_id) as parent_id

    from merges
    where merged_contact_id <> surviving_contact_id
    group by merged_contact_id

),

{{ survivors('links') }},

final as (

    select
        record_id as merged_contact_id,
        survivor_id as contact_id

    from survivors

)

select * from final
