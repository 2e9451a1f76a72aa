with

rejects as (select * from {{ ref('stg_refresh__rejects') }}),

final as (

    select
        source_table,
        case when column_name is null then rule else column_name || ': ' || rule end as reason,
        count(*) as rejects

    from rejects
    group by 1, 2

)

select * from final
