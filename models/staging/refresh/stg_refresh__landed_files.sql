with

source as (select * from {{ source('refresh', 'landed_files') }}),

final as (

    select
        raw_file,
        landing_path,
        source || '/' || table_name as source_table,
        mode,
        file_order,
        lines_in,
        rows_kept,
        rows_rejected,
        landed_bytes

    from source

)

select * from final
