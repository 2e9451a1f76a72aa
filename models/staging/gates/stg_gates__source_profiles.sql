with

source as (select * from {{ source('gates', 'source_profiles') }}),

final as (

    select
        source || '/' || table_name as source_table,
        rejects,
        rows,
        future_rows,
        repeated_rows,
        conflicting_rows,
        newest_on,
        oldest_on

    from source

)

select * from final
