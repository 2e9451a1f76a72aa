with

versions as (select * from {{ source('intent', 'surges') }}),

providers as (select * from {{ ref('intent_providers') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        in_force._key as surge_key,
        {{ normalised_domain('in_force.domain') }} as domain,
        {{ trimmed('in_force.topic') }} as topic,
        {{ trimmed('in_force.provider') }} as provider,
        {{ trimmed('in_force.buying_stage') }} as buying_stage,
        in_force.surge_score,
        -- how far the score lies between the provider's floor and ceiling (SCORING, section 2)
        {{ rounded_ratio(
            'least(greatest(in_force.surge_score, scales.floor), scales.ceiling) - scales.floor',
            'scales.ceiling - scales.floor',
            6
        ) }} as strength,
        in_force.observed_at,
        {{ utc_date('in_force.observed_at') }} as observed_on,
        {{ recorded_on(['in_force.observed_at']) }} as recorded_on

    from in_force
    left join providers as named
        on lower(trim(in_force.provider)) = lower(trim(named.provider))
    inner join providers as scales
        on coalesce(named.provider, '*') = scales.provider
    where {{ utc_date('in_force.observed_at') }} <= {{ as_of() }}

)

select * from final
