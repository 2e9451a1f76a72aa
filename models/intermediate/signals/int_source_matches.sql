with

signals as (select * from {{ ref('int_signals_attached') }}),

links as (select * from {{ ref('int_account_links') }}),

counted as (

    select
        source_table,
        count(*) as records,
        count(account_id) as matched

    from signals
    group by source_table

    union all

    select
        source_table,
        count(*) as records,
        count(account_id) as matched

    from links
    where source_table <> 'company_events/events' -- counted among the signals
    group by source_table

),

final as (

    select
        source_table,
        records as rows,
        matched,
        records - matched as unmatched

    from counted

)

select * from final
