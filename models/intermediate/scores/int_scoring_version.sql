with

versions as (select * from {{ ref('version') }}),

ordered as (

    select
        scoring_version,
        row_number() over (order by valid_from desc nulls last, scoring_version asc) as recency

    from versions
    where valid_from <= {{ as_of() }}

),

final as (

    select max(case when recency = 1 then scoring_version end) as scoring_version

    from ordered

)

select * from final
