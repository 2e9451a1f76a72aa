with

factors as (select * from {{ ref('scoring_factors') }}),

sources as (select * from {{ ref('int_sources_landed') }}),

factor_values as (select * from {{ ref('int_factor_values') }}),

known as (

    select
        factor,
        count(*) as accounts,
        count(value) as accounts_known

    from factor_values
    group by factor

),

final as (

    select
        sources.source_table,
        factors.factor,
        known.accounts,
        known.accounts_known,
        {{ rounded_ratio('known.accounts_known', 'known.accounts', 4, 7) }} as coverage

    from factors
    inner join sources
        on instr(' ' || factors.sources || ' ', ' ' || sources.source_table || ' ') > 0
    inner join known on factors.factor = known.factor

)

select * from final
