with

source as (select * from {{ source('refresh', 'rejects') }}),

final as (

    select
        raw_file,
        source || '/' || table_name as source_table,
        line,
        column_name,
        -- what the cell said follows a colon
        split_part(reason, ': ', 1) as rule

    from source

)

select * from final
