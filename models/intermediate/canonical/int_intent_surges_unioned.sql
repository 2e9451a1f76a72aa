{{ config(materialized='view') }}
{%- set columns = [
    'source',
    'surge_key',
    'domain',
    'topic',
    'provider',
    'buying_stage',
    'surge_score',
    'observed_at',
    'observed_on',
    'recorded_on',
] -%}
with

intent as (

    select
        'intent/surges' as source,
        *

    from {{ ref('stg_intent__surges') }}

),

sixsense as (

    select
        'sixsense/account_scores' as source,
        {{ namespaced('sixsense', 'score_key') }} as surge_key,
        domain,
        product as topic,
        '6sense' as provider,
        buying_stage,
        intent_score as surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from {{ ref('stg_sixsense__account_scores') }}
    where intent_score is not null

),

bombora as (

    select
        'bombora/company_surges' as source,
        {{ namespaced('bombora', 'surge_key') }} as surge_key,
        domain,
        topic,
        'bombora' as provider,
        cast(null as string) as buying_stage,
        composite_score as surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from {{ ref('stg_bombora__company_surges') }}
    where composite_score is not null

),

providers as (select * from {{ ref('intent_providers') }}),

surges as (

    {{ unioned(columns, ['intent', 'sixsense', 'bombora']) | indent(4) }}

),

final as (

    select
        surges.*,
        -- how far the score lies between the provider's floor and ceiling (SCORING, section 2)
        {{ rounded_ratio(
            'least(greatest(surges.surge_score, scales.floor), scales.ceiling) - scales.floor',
            'scales.ceiling - scales.floor',
            6
        ) }} as strength

    from surges
    left join providers as named on lower(surges.provider) = lower(trim(named.provider))
    inner join providers as scales on coalesce(named.provider, '*') = scales.provider

)

select * from final
