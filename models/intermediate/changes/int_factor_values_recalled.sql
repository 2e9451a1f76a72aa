{#- A feature that is looked up is text; every other one is a number. Only bands compare exact
    numbers, and reading a text as one costs ten times as much as reading it as a double. -#}
with

published_factors as (select * from {{ ref('stg_published__account_score_factors') }}),

factors as (select * from {{ ref('stg_published__scoring_factors') }}),

final as (

    select
        published_factors.account_id,
        published_factors.component,
        published_factors.factor,
        published_factors.value,
        cast(
            case when factors.method = 'bands' then published_factors.value end as decimal(28, 10)
        ) as numeric_value,
        cast(case when factors.method <> 'lookup' then published_factors.value end as double)
            as double_value

    from published_factors
    inner join factors
        on
            published_factors.component = factors.component
            and published_factors.factor = factors.factor

)

select * from final
