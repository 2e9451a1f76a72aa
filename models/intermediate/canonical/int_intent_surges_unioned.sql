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
] %}
{%- set mapped = ['int_sixsense_intent_surges_mapped', 'int_bombora_intent_surges_mapped'] -%}
with

intent as (

    select
        'intent/surges' as source,
        *

    from {{ ref('stg_intent__surges') }}

),

providers as (select * from {{ ref('intent_providers') }}),

surges as (

    {{ unioned(columns, 'intent', mapped) | indent(4) }}

),

final as (

    select
        surges.*,
        -- how far the score lies between the provider's floor and ceiling (SCORING, section 2)
        cast(
            {{ rounded_ratio(
                'least(greatest(surges.surge_score, scales.floor), scales.ceiling) - scales.floor',
                'scales.ceiling - scales.floor',
                6,
                7
            ) }} as decimal(18, 6)
        ) as strength

    from surges
    left join providers as named on lower(surges.provider) = lower(trim(named.provider))
    inner join providers as scales on coalesce(named.provider, '*') = scales.provider

)

select * from final
