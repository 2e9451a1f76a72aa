with

signals as (select * from {{ ref('int_signals_attached') }}),

links as (select * from {{ ref('int_account_links') }}),

counted as (

    select
        source as source_table,
        count(*) as records,
        count(account_id) as matched

    from signals
    group by source

    union all

    select
        source as source_table,
        count(*) as records,
        count(account_id) as matched

    from links
    where source_table <> 'company_events/events' -- counted among the signals
    group by source

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
