with

source as (select * from {{ source('refresh', 'empty_columns') }}),

final as (

    select
        source || '/' || table_name as source_table,
        column_name

    from source

)

select * from final
