with

source as (select * from {{ source('published', 'source_quality') }}),

final as (

    select
        source_table,
        rows,
        has_records as is_landed

    from source

)

select * from final
