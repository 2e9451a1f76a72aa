with

versions as (select * from {{ source('intent', 'surges') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as surge_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('topic') }} as topic,
        {{ trimmed('provider') }} as provider,
        {{ trimmed('buying_stage') }} as buying_stage,
        surge_score,
        observed_at,
        {{ utc_date('observed_at') }} as observed_on,
        {{ recorded_on(['observed_at']) }} as recorded_on

    from in_force
    where {{ utc_date('observed_at') }} <= {{ as_of() }}

)

select * from final
