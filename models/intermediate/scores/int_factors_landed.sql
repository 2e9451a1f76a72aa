with

factors as (select * from {{ ref('scoring_factors') }}),

sources as (select * from {{ ref('int_sources_landed') }}),

landed as (

    select distinct factors.factor

    from factors
    inner join sources
        on
            sources.is_landed
            and instr(' ' || factors.sources || ' ', ' ' || sources.source_table || ' ') > 0

),

final as (

    select
        factors.component,
        factors.factor,
        factors.method,
        factors.scale,
        factors.missing,
        factors.weight,
        cast(factors.lower as double) as lower_bound,
        cast(factors.upper as double) as upper_bound,
        row_number() over (order by factors.factor) as factor_order,
        landed.factor is not null as is_landed

    from factors
    left join landed on factors.factor = landed.factor

)

select * from final
