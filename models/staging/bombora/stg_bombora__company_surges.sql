with

versions as (select * from {{ source('bombora', 'company_surges') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as surge_key,
        {{ normalised_domain('domain') }} as domain,
        {{ trimmed('topic_name') }} as topic,
        composite_score,
        report_date as observed_at

    from in_force
    where {{ utc_date('report_date') }} <= {{ as_of() }}

)

select * from final
