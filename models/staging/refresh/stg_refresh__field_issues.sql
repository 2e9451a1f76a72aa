with

source as (select * from {{ source('refresh', 'field_issues') }}),

final as (

    select
        raw_file,
        source || '/' || table_name as source_table,
        column_name,
        issue,
        rows as cells

    from source

)

select * from final
