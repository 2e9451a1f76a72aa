{#- One line per check: Great Expectations holds these against seeds/gates/gate_thresholds.csv. -#}
with

overrides_matched as (select * from {{ ref('gate_overrides_matched') }}),

empty_tier as (select * from {{ ref('gate_empty_tier') }}),

tier_turnover as (select * from {{ ref('gate_tier_turnover') }}),

forced_share as (select * from {{ ref('gate_forced_share') }}),

newly_excluded as (select * from {{ ref('gate_newly_excluded') }}),

score_psi as (select * from {{ ref('gate_score_psi') }}),

coverage_drop as (select * from {{ ref('gate_coverage_drop') }}),

measured as (

    select * from overrides_matched

    union all

    select * from empty_tier

    union all

    select * from tier_turnover

    union all

    select * from forced_share

    union all

    select * from newly_excluded

    union all

    select * from score_psi

    union all

    select * from coverage_drop

),

final as (

    select
        check_name,
        cast(null as string) as source,
        cast(null as string) as table_name,
        pool,
        tier,
        value,
        basis,
        detail

    from measured

)

select * from final
