with

sources as (select * from {{ ref('int_sources_landed') }}),

profiles as (select * from {{ ref('stg_gates__source_profiles') }}),

landed_files as (select * from {{ ref('stg_refresh__landed_files') }}),

field_issues as (select * from {{ ref('stg_refresh__field_issues') }}),

empty_columns as (select * from {{ ref('stg_refresh__empty_columns') }}),

source_matches as (select * from {{ ref('int_source_matches') }}),

unlisted_signals as (select * from {{ ref('int_signals_unlisted') }}),

amounts_unconverted as (select * from {{ ref('int_amounts_unconverted') }}),

deal_issues as (select * from {{ ref('int_deal_issues') }}),

rejects_by_reason as (select * from {{ ref('int_source_rejects') }}),

roles_unheld as (select * from {{ ref('int_roles_unheld') }}),

words_unlisted as (select * from {{ ref('int_words_unlisted') }}),

factors as (select * from {{ ref('int_source_factors') }}),

countries as (select * from {{ ref('int_source_countries') }}),

previous as (select * from {{ ref('stg_published__landed_sources') }}),

files_counted as (

    select
        source_table,
        count(*) as files

    from landed_files
    group by source_table

),

issues_counted as (

    select
        source_table,
        sum(cells) as field_issues

    from field_issues
    group by source_table

),

empty_listed as (

    select
        source_table,
        {{ joined_text('column_name') }} as empty_columns

    from empty_columns
    group by source_table

),

-- a vendor's table that only completes another one's records has none of its own
tables_listed as (

    select source_table from sources

    union distinct

    select source_table from files_counted

),

unlisted_listed as (

    select
        source_table,
        {{ joined_text('signal_type') }} as unlisted_signal_types,
        sum(rows) as unlisted_rows

    from unlisted_signals
    group by source_table

),

unconverted_counted as (

    select
        source_table,
        sum(amounts) as unconverted_amounts

    from amounts_unconverted
    group by source_table

),

deal_issues_listed as (

    select
        source_table,
        {{ joined_text("issue || ' ' || cast(deals as string)") }} as deal_issues

    from deal_issues
    group by source_table

),

reasons_listed as (

    select
        source_table,
        {{ joined_text("reason || ' ' || cast(rejects as string)") }} as reject_reasons

    from rejects_by_reason
    group by source_table

),

roles_listed as (

    select
        'crm/owners' as source_table,
        {{ joined_text('role') }} as unheld_roles

    from roles_unheld

),

words_listed as (

    select
        source_table,
        {{ joined_text("case when is_named then word || ' ' || cast(rows as string) end") }}
            as unlisted_words,
        sum(rows) as unlisted_word_rows

    from words_unlisted
    group by source_table

),

factors_listed as (

    select
        source_table,
        {{ joined_text("factor || ' ' || cast(coverage as string)") }} as factor_coverage

    from factors
    group by source_table

),

countries_listed as (

    select
        source_table,
        {{ joined_text('country') }} as unlisted_countries,
        sum(rows) as unlisted_country_rows

    from countries
    group by source_table

),

final as (

    select
        -- what it is
        tables_listed.source_table,
        coalesce(files_counted.files, 0) > 0 as is_landed,
        coalesce(sources.is_landed, false) as has_records,

        -- how much came
        cast(coalesce(files_counted.files, 0) as bigint) as files,
        cast(coalesce(profiles.rows, 0) as bigint) as rows,
        cast(coalesce(profiles.rejects, 0) as bigint) as rejects,
        reasons_listed.reject_reasons,
        cast(previous.rows as bigint) as previous_rows,
        {{ rounded_ratio('coalesce(profiles.rows, 0) - previous.rows', 'previous.rows', 4) }}
            as rows_change,

        -- how much is usable
        cast(source_matches.unmatched as bigint) as unmatched,
        {{ rounded_ratio('source_matches.matched', 'source_matches.rows', 4, 7) }} as coverage,
        empty_listed.empty_columns,
        factors_listed.factor_coverage,
        unlisted_listed.unlisted_signal_types,
        cast(coalesce(unlisted_listed.unlisted_rows, 0) as bigint) as unlisted_rows,
        countries_listed.unlisted_countries,
        cast(coalesce(countries_listed.unlisted_country_rows, 0) as bigint)
            as unlisted_country_rows,
        roles_listed.unheld_roles,
        words_listed.unlisted_words,
        cast(coalesce(words_listed.unlisted_word_rows, 0) as bigint) as unlisted_word_rows,
        cast(coalesce(issues_counted.field_issues, 0) as bigint) as field_issues,
        cast(coalesce(unconverted_counted.unconverted_amounts, 0) as bigint) as unconverted_amounts,
        deal_issues_listed.deal_issues,
        cast(profiles.repeated_rows as bigint) as repeated_rows,
        cast(profiles.conflicting_rows as bigint) as conflicting_rows,
        cast(coalesce(profiles.future_rows, 0) as bigint) as future_rows,

        -- how fresh it is
        profiles.newest_on,
        profiles.oldest_on,
        cast({{ days_between('profiles.newest_on', as_of()) }} as bigint) as freshness_days,

        -- of which refresh
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from tables_listed
    left outer join sources on tables_listed.source_table = sources.source_table
    left outer join files_counted on tables_listed.source_table = files_counted.source_table
    left outer join profiles on tables_listed.source_table = profiles.source_table
    left outer join source_matches on tables_listed.source_table = source_matches.source_table
    left outer join previous on tables_listed.source_table = previous.source_table
    left outer join reasons_listed on tables_listed.source_table = reasons_listed.source_table
    left outer join factors_listed on tables_listed.source_table = factors_listed.source_table
    left outer join roles_listed on tables_listed.source_table = roles_listed.source_table
    left outer join words_listed on tables_listed.source_table = words_listed.source_table
    left outer join countries_listed on tables_listed.source_table = countries_listed.source_table
    left outer join issues_counted on tables_listed.source_table = issues_counted.source_table
    left outer join empty_listed on tables_listed.source_table = empty_listed.source_table
    left outer join unlisted_listed on tables_listed.source_table = unlisted_listed.source_table
    left outer join deal_issues_listed
        on tables_listed.source_table = deal_issues_listed.source_table
    left outer join unconverted_counted
        on tables_listed.source_table = unconverted_counted.source_table

)

select * from final
