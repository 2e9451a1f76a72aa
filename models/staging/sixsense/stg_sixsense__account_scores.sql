with

versions as (select * from {{ source('sixsense', 'account_scores') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as score_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('product') }} as product,
        {{ trimmed('buying_stage') }} as buying_stage,
        {{ trimmed('profile_fit') }} as profile_fit,
        {{ trimmed('segments') }} as segments,
        intent_score,
        observed_at

    from in_force
    where {{ utc_date('observed_at') }} <= {{ as_of() }}

)

select * from final
